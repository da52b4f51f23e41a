"""What every installation starts with: the five classes of the demand ledger, and one for the rest.
"""

from villages.models import DemandCategory

# Code → what it is called in Chinese and in English.
CATEGORIES = {
    "agriculture": ("农业产业", "Agriculture"),
    "collective_economy": ("集体经济", "Collective economy"),
    "employment": ("劳务就业", "Employment"),
    "relief": ("扶贫济困", "Relief"),
    "infrastructure": ("基础设施", "Infrastructure"),
    "other": ("其他", "Other"),
}


def load() -> None:
    """Add the classes that are not there yet."""
    for order, (code, (name, name_en)) in enumerate(CATEGORIES.items(), start=1):
        values = {"name": name, "name_en": name_en, "print_order": order * 10}
        DemandCategory.objects.get_or_create(code=code, defaults=values)
