from accounts.models import SavedView
from jingyan.forms import ModelForm


class ViewForm(ModelForm):
    """A kept view of a list: what it is called, and whether the list opens with it."""

    class Meta:
        model = SavedView
        fields = ["name", "is_default"]
