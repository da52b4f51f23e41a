"""Forms that act: an action checks the rules between fields, and the form shows where it refused.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import QuerySet
from django.forms import BaseForm

from accounts.files import REFUSED_FILE
from accounts.moves import MoveRefused

T = TypeVar("T")


class ActingForm(BaseForm):
    """A form that runs an action with what was entered."""

    def values(self) -> dict[str, Any]:
        """What was entered, under the names of the action."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    def run(self, action: Callable[..., T], *args: Any, **extra: Any) -> T | None:
        """Run `action` on the entered values; None, with the faults beside their fields, where it
        refuses.
        """
        try:
            return action(*args, **{**self.values(), **extra})
        except MoveRefused as refusal:
            self.add_error(None, str(refusal))
        except ValidationError as error:
            self._show(error)
        return None

    def offer(self, name: str, rows: QuerySet[Any]) -> None:
        """Let the field `name` choose among `rows` only."""
        cast("forms.ModelChoiceField[Any]", self.fields[name]).queryset = rows

    def _post_clean(self) -> None:
        """Leave the record as it is: the action sets the values, and its words say more than a
        constraint's name.
        """

    def _place_of(self, error: ValidationError) -> str:
        """The file's own field for a file that was refused, the whole form for anything else."""
        sent = (
            [name for name in self.files if name in self.fields]
            if error.code == REFUSED_FILE
            else []
        )
        return sent[0] if len(sent) == 1 else NON_FIELD_ERRORS

    def _show(self, error: ValidationError) -> None:
        found = (
            error.message_dict
            if hasattr(error, "error_dict")
            else {self._place_of(error): error.messages}
        )
        for name, messages in found.items():
            for message in messages:
                self.add_error(name if name in self.fields else None, message)
