"""The demand categories that every installation starts with: five, and one for everything else."""

from villages.models import DemandCategory

# Code → name in Chinese, name in English.
CATEGORIES = {
    "agriculture": ("农业产业", "Agriculture"),
    "collective_economy": ("集体经济", "Collective economy"),
    "employment": ("劳务就业", "Employment"),
    "relief": ("扶贫济困", "Relief"),
    "infrastructure": ("基础设施", "Infrastructure"),
    "other": ("其他", "Other"),
}


def load() -> None:
    """Add the categories that don't exist yet."""
    for order, (code, (name, name_en)) in enumerate(CATEGORIES.items(), start=1):
        values = {"name": name, "name_en": name_en, "print_order": order * 10}
        DemandCategory.objects.get_or_create(code=code, defaults=values)
