"""A Word template that the office gives back: whether it is safe, and whether every placeholder in it can be filled."""

import io
import re
import zipfile
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from jinja2 import TemplateSyntaxError, meta
from jinja2.sandbox import SandboxedEnvironment

from jingyan.papers.model import Context
from jingyan.papers.reading import PARAGRAPH, paragraph_text, parse
from jingyan.papers.workshop import PaperError, Workshop
from jingyan.sheets.container import SheetError, check_container

FAULTS_SHOWN = 20
_FILLED = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
_OUTSIDE = re.compile(rb"TargetMode\s*=\s*[\"']External", re.IGNORECASE)
_HYPERLINK = re.compile(rb"<Relationship\b[^>]*/relationships/hyperlink[\"'][^>]*>", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
_STRAY = re.compile(r"\{\{|\}\}|\{%|%\}")
# {%p …%} and its like say what is repeated: a paragraph, a row, a cell, a run.
_SCOPE = re.compile(r"\{%(?:p|tr|tc|r)\s")
_NAMED = re.compile(r"attribute '([^']+)'|'([^']+)' is undefined")


def check_template(content: bytes, sample: Context) -> None:
    """Raise ValidationError, with every fault in words for the office, unless `sample` fills the template."""
    _check_package(content)
    texts = list(_texts(content))
    faults = [fault for text in texts for fault in _faults_of(text)]
    if faults or (faults := list(_faults_together(texts, sample))):
        raise ValidationError(list(dict.fromkeys(faults))[:FAULTS_SHOWN])
    try:
        with Workshop() as shop:
            shop.fill(content, sample)
    except PaperError as error:
        raise ValidationError(_in_words(str(error))) from error


def placeholders(content: bytes) -> list[str]:
    """The placeholders that a template holds, in their order, each once."""
    found = [_shown(mark) for text in _texts(content) for mark in _PLACEHOLDER.findall(text)]
    return list(dict.fromkeys(found))


def _check_package(content: bytes) -> None:
    try:
        check_container(content)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            relations = [archive.read(name) for name in archive.namelist() if name.endswith(".rels")]
            archive.getinfo("word/document.xml")
    except (SheetError, KeyError) as error:
        raise ValidationError(_("The file is not built as Word or WPS would. Save it anew as .docx.")) from error
    if any(_OUTSIDE.search(_HYPERLINK.sub(b"", part)) for part in relations):
        raise ValidationError(_("The template fetches something from outside. Remove linked pictures and templates."))


def _texts(content: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in sorted(archive.namelist()):
            if _FILLED.fullmatch(name):
                try:
                    tree = parse(archive.read(name))
                except SyntaxError as error:
                    raise ValidationError(
                        _("The file is not built as Word or WPS would. Save it anew as .docx.")
                    ) from error
                yield from (paragraph_text(paragraph) for paragraph in tree.iter(PARAGRAPH))


def _faults_of(text: str) -> Iterator[str]:
    """What is wrong with the placeholders of one paragraph, each looked at by itself."""
    rest = _PLACEHOLDER.sub("", text)
    if _STRAY.search(rest):
        yield _("A placeholder is not closed, or not opened: “%s”. Write {{ name }}.") % _shown(rest)
    for mark in _PLACEHOLDER.findall(text):
        if mark.startswith("{{") and not _parses(mark):
            yield _("The placeholder “%s” can't be read. Write {{ name }}.") % _shown(mark)


def _faults_together(texts: list[str], sample: Context) -> Iterator[str]:
    marks = [mark for text in texts for mark in _PLACEHOLDER.findall(text)]
    try:
        tree = SandboxedEnvironment().parse("\n".join(_SCOPE.sub("{% ", mark) for mark in marks))
    except TemplateSyntaxError as error:
        line = marks[min(error.lineno, len(marks)) - 1] if marks else ""
        yield _("The condition or repetition at “%s” has no beginning or no end.") % _shown(line)
        return
    for name in sorted(meta.find_undeclared_variables(tree) - set(sample)):
        yield _unknown(name)


def _parses(mark: str) -> bool:
    try:
        SandboxedEnvironment().parse(mark)
    except TemplateSyntaxError:
        return False
    return True


def _in_words(fault: str) -> str:
    named = _NAMED.search(fault)
    if named:
        return _unknown(named[1] or named[2])
    return _("The template can't be filled. Compare its placeholders with those of the template that is in use.")


def _unknown(name: str) -> str:
    return _("The placeholder “%s” is unknown: this paper has nothing of that name.") % name[:60]


def _shown(text: str) -> str:
    return " ".join(text.split())[:60]
