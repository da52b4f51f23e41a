"""A Word template that the office gives back: the limited child looks at it, here its faults are
put into words.
"""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jingyan.lazy_text import LazyText
from jingyan.papers.child.model import Context, Paper
from jingyan.papers.workshop import CHECK, PaperError, PaperTooHeavy, Workshop

_PLACEHOLDER = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
_HEAVY = _(
    "Filling the template takes too long, too much memory, or makes too long a paper. Take "
    "calculations and long"
    " repetitions out of it."
)
_UNFILLABLE = _(
    "The template can't be filled. Compare its placeholders with those of the template that is in "
    "use."
)
# What each code of the child means for the office; %s is the place in the file.
_WORDS: dict[str, str | LazyText] = {
    "unbuilt": _("The file is not built as Word or WPS would. Save it again as .docx."),
    "bomb": _(
        "The template, or what it makes, unpacks to too much data. Make its pictures smaller."
    ),
    "outside": _(
        "The template leads outside, to “%s”. Remove hyperlinks, linked pictures and linked "
        "templates from it."
    ),
    "inside": _("The template holds something that a paper must not contain: “%s”. Remove it."),
    "field": _(
        "The field “%s” is not allowed: only page numbers are (PAGE, NUMPAGES, SECTIONPAGES). "
        "Remove it."
    ),
    "unclosed": _("A placeholder is not closed, or not opened: “%s”. Write {{ name }}."),
    "unreadable": _("The placeholder “%s” can't be read. Write {{ name }}."),
    "unpaired": _("The condition or repetition at “%s” has no beginning or no end."),
    "unknown": _("The placeholder “%s” is unknown: this paper has nothing of that name."),
    "unfillable": _UNFILLABLE,
    "heavy": _HEAVY,
}


def check_template(content: bytes, sample: Context) -> None:
    """Raise ValidationError, with every fault in words for the office, unless `sample` fills the
    template.

    It takes up to five seconds, so it is called by a job, not while a page waits. Raises
    WorkshopBusy where as many templates and papers as may be are in hand.
    """
    with Workshop(CHECK) as shop:
        try:
            faults = shop.check(content, sample)
        except PaperTooHeavy as error:
            raise ValidationError(str(_HEAVY)) from error
        except PaperError as error:
            raise ValidationError(str(_UNFILLABLE)) from error
    if faults:
        raise ValidationError([_fault_text(code, detail) for code, detail in faults])


def placeholders(paper: Paper) -> list[str]:
    """The placeholders in a description, in their order, each once."""
    return list(dict.fromkeys(" ".join(mark.split()) for mark in _PLACEHOLDER.findall(paper.text)))


def _fault_text(code: str, detail: str) -> str:
    return str(_WORDS[code]).replace("%s", detail)
