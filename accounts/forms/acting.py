"""Forms that run an action, which checks the rules between fields; the form shows its refusals."""

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
    """A form that runs an action with the entered values."""

    def values(self) -> dict[str, Any]:
        """The entered values as keyword arguments of the action."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    def run(self, action: Callable[..., T], *args: Any, **extra: Any) -> T | None:
        """Run `action` with the entered values and return its result. If it refuses, add its errors
        to the form and return None.
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
        """Don't set the values on the record: the action does, and its messages are clearer than
        the names of constraints.
        """

    def _place_of(self, error: ValidationError) -> str:
        """The name of the file field for a refused file, NON_FIELD_ERRORS for anything else."""
        sent = (
            [name for name in self.files if name in self.fields]
            if error.code == REFUSED_FILE
            else []
        )
        return sent[0] if len(sent) == 1 else NON_FIELD_ERRORS

    def _show(self, error: ValidationError) -> None:
        messages_by_field = (
            error.message_dict
            if hasattr(error, "error_dict")
            else {self._place_of(error): error.messages}
        )
        for name, messages in messages_by_field.items():
            for message in messages:
                self.add_error(name if name in self.fields else None, message)
