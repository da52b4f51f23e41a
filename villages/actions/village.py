from django.db import transaction

from accounts.models import User
from villages.actions.saving import _save
from villages.models import Village


@transaction.atomic
def save_village(village: Village, *, by: User) -> Village:
    """Save the fields that the office adds to a village of the national list: tier, programme, lead
    industry.
    """
    return _save(village, "villages.change", by, fields=("tier", "in_programme", "lead_industry"))
