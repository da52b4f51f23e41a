from accounts.models import SavedView
from jingyan.forms import ModelForm


class ViewForm(ModelForm):
    class Meta(ModelForm.Meta):
        model = SavedView
        fields = ["name", "is_default"]
