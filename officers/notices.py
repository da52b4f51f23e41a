"""How a public notice names people and firms: enough to be recognised by those who know them, no
more.
"""

from django.utils.timezone import localdate

from jingyan.parsing import mask_name
from officers.models import Officer, Publicity

# What a firm is by law stays readable; the longest endings first.
_KINDS = (
    "股份有限公司",
    "有限责任公司",
    "农民专业合作社",
    "专业合作社",
    "有限公司",
    "家庭农场",
    "合作社",
    "集团",
    "公司",
    "农场",
    "商行",
    "厂",
    "店",
)
_KEPT = 2


def mask_firm(name: str) -> str:
    """The name of a firm as notices print it: 井研****有限公司."""
    kind = next((ending for ending in _KINDS if name.endswith(ending) and name != ending), "")
    body = name.removesuffix(kind)
    # Always four, so that the stars don't reveal the length of the name.
    return f"{body[: min(_KEPT, len(body) // 2)]}****{kind}" if body else kind


def line_of(officer: Officer) -> dict[str, str]:
    """Name and firm of a person, masked."""
    return {
        "name": mask_name(officer.name),
        "detail": mask_firm(officer.enterprise.name) if officer.enterprise else "",
    }


def shown_today(token: str) -> Publicity | None:
    """The notice that the public may read today under this token, which gives access to it and to
    nothing else.
    """
    notices = Publicity.objects.shown(localdate()).filter(token=token)
    return notices.prefetch_related("entries").first()
