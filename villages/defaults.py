"""What every installation starts with: the five classes of the demand ledger, and one for the rest."""

from villages.models import DemandCategory

CATEGORIES = {
    "agriculture": "农业产业",
    "collective_economy": "集体经济",
    "employment": "劳务就业",
    "relief": "扶贫济困",
    "infrastructure": "基础设施",
    "other": "其他",
}


def load() -> None:
    """Add the classes that are not there yet."""
    for order, (code, name) in enumerate(CATEGORIES.items(), start=1):
        DemandCategory.objects.get_or_create(code=code, defaults={"name": name, "print_order": order * 10})
