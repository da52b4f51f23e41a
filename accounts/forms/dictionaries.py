"""The form for a dictionary entry."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from accounts.dictionaries import Dictionary
from accounts.models import AbstractEntry
from jingyan.forms import ModelForm


class EntryForm(ModelForm):
    """Names and order of an entry. Its code can't change later, since files and figures use it."""

    dictionary: Dictionary

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["print_order"].help_text = _("Small numbers come first.")
        if self.instance.pk:
            del self.fields["code"]
        else:
            self._ask_for_code()

    def _ask_for_code(self) -> None:
        code: Any = self.fields["code"]
        code.required, code.max_length = False, self.dictionary.longest_code
        code.widget.attrs["maxlength"] = code.max_length
        code.help_text = _(
            "What files call it, at most %d characters. Left blank, it is made from the pinyin."
        ) % (code.max_length)

    def clean_code(self) -> str:
        """Free in this list."""
        code: str = self.cleaned_data["code"]
        if len(code) > self.dictionary.longest_code:
            raise forms.ValidationError(
                _("Shorten the code to %d characters.") % self.dictionary.longest_code
            )
        if code and self._others().filter(code=code).exists():
            raise forms.ValidationError(_("This code is already in the list. Choose another one."))
        return code

    def clean_name(self) -> str:
        """Free in this list."""
        name: str = self.cleaned_data["name"]
        if self._others().filter(name=name).exists():
            raise forms.ValidationError(
                _("This name is already in the list. Bring the entry back, or choose another.")
            )
        return name

    def _others(self) -> Any:
        return self.dictionary.entries().exclude(pk=self.instance.pk)


def entry_form(
    dictionary: Dictionary, data: Any, *, instance: AbstractEntry | None = None
) -> EntryForm:
    """The form for a new entry of this list, or for `instance`."""
    fields = ["name", "name_en", "code", "print_order", "clause"]
    form_class: Any = forms.modelform_factory(dictionary.model, form=EntryForm, fields=fields)
    form_class.dictionary = dictionary
    form: EntryForm = form_class(data, instance=instance)
    return form
