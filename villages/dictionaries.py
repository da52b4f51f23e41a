"""The lists of this app that the office may extend."""

from django.utils.translation import gettext_lazy as _

from accounts.dictionaries import Dictionary, of_codes, register
from villages.defaults import CATEGORIES
from villages.models import Demand, DemandCategory, Title

register(
    Dictionary(
        "demand_category",
        _("Demand categories"),
        DemandCategory,
        (Demand, "category"),
        "demands.view",
        codes=frozenset(CATEGORIES),
        note=_("The demand ledger, its board and its import are sorted by them."),
    )
)
of_codes(
    "title_level",
    _("Levels of demonstration titles"),
    Title.Level,
    (Title, "level"),
    permission="villages.view",
    note=_("Reports count titles of the national and the provincial level."),
)
