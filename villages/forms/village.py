from jingyan.forms import ModelForm
from villages.models import Village


class VillageForm(ModelForm):
    """The fields that the office adds to a village of the national list."""

    class Meta(ModelForm.Meta):
        model = Village
        fields = ["tier", "in_programme", "lead_industry"]
