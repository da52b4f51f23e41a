"""Where officers are sent: villages, their yearly figures, what they need, and the titles they have
won.
"""

from villages.models.demand import Demand, DemandCategory, DemandProof, DemandQuerySet
from villages.models.title import Title, TitleQuerySet
from villages.models.village import Village, VillageQuerySet, VillageYear, VillageYearQuerySet

__all__ = [
    "Demand",
    "DemandCategory",
    "DemandProof",
    "DemandQuerySet",
    "Title",
    "TitleQuerySet",
    "Village",
    "VillageQuerySet",
    "VillageYear",
    "VillageYearQuerySet",
]
