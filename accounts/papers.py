"""Papers of records: their kinds and templates, and the job that makes one, or an archive of many.

An app defines in its `papers.py` what the papers of its records say; see `docs/papers.md`.
"""

import hashlib
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from accounts import jobs, trail
from accounts.jobs import Commit, JobRefused, Progress
from accounts.models import Job, PaperFile, PaperTemplate, User
from jingyan.lazy_text import LazyText
from jingyan.papers import Context, PaperError, Workshop, build, shipped
from jingyan.papers.workshop import FORMATS

KIND = "make_papers"
MOST = 1_000
# Together, before they are packed: they are in memory until their job ends.
MOST_BYTES = 200 * 2**20
CONTENT_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "zip": "application/zip",
}


@dataclass(frozen=True)
class PaperKind:
    """One kind of paper: who may make it, of which records, and what it says of one."""

    # Also the name of its wording, `templates/papers/<key>.paper`.
    key: str
    label: str | LazyText
    permission: str
    # The records visible to a user that have such a paper, with everything that `tell` reads.
    rows: Callable[[User], QuerySet[Any]]
    # The context of the template: always in Chinese, and without personal numbers.
    tell: Callable[[Any], Context]
    # The name of the file, without its ending.
    file_name: Callable[[Any], str]
    # Every placeholder with an example: what the office may use in a template of its own.
    sample: Context


KINDS: dict[str, PaperKind] = {}


def register(kind: PaperKind) -> PaperKind:
    """Add a kind of paper to `KINDS`."""
    KINDS[kind.key] = kind
    return kind


def template_of(key: str) -> bytes:
    """The Word template that papers of this kind are made from: the office's own, or the one that
    we ship.
    """
    own = PaperTemplate.objects.filter(paper=key, in_use=True).first()
    return bytes(own.content) if own else build(shipped(key))


def request(kind: PaperKind, keys: Sequence[int], file_format: str, *, by: User) -> Job:
    """Queue a job that makes one paper per record. Raises PermissionDenied, and ValueError for an
    unknown format.
    """
    if not by.may(kind.permission):
        raise PermissionDenied
    if file_format not in FORMATS:
        raise ValueError(file_format)
    chosen = sorted(set(keys))
    same = hashlib.sha256(repr(chosen).encode()).hexdigest()[:16]
    with override("zh-hans"):
        title = f"{kind.label}（{file_format.upper()}）" + (
            f"×{len(chosen)}" if len(chosen) > 1 else ""
        )
    params = {"paper": kind.key, "keys": chosen, "format": file_format, "language": get_language()}
    return jobs.enqueue(
        KIND, key=f"{kind.key}:{file_format}:{by.pk}:{same}", title=title, by=by, params=params
    )


@jobs.handler(KIND, called=gettext_lazy("Official documents"))
def make_papers(job: Job, progress: Progress) -> Commit:
    """Make the requested papers of those records that the user may still see."""
    kind, by = KINDS[job.params["paper"]], job.created_by
    with override(job.params["language"]):
        rows = list(visible_rows(kind, job.params["keys"], by)) if by.may(kind.permission) else []
        if not rows:
            raise JobRefused(_("There is no record left from which this paper can be made."))
        gone = _("A paper could not be made. Check the template, or go back to the shipped one.")
    try:
        files = _make_all(kind, rows, job.params["format"], progress)
    except PaperError as error:
        raise JobRefused(gone) from error
    name, content = files[0] if len(files) == 1 else _archive(kind, files)
    return partial(_keep, kind, [row.pk for row in rows], name, content, by)


def visible_rows(kind: PaperKind, keys: Sequence[int], user: User) -> QuerySet[Any]:
    """The records among `keys` that `user` sees and that have such a paper."""
    return kind.rows(user).filter(pk__in=keys)


def _make_all(
    kind: PaperKind, rows: list[Any], file_format: str, progress: Progress
) -> list[tuple[str, bytes]]:
    template, files, size = template_of(kind.key), [], 0
    with Workshop() as shop, override("zh-hans"):
        for number, row in enumerate(rows, start=1):
            content = shop.make(template, kind.tell(row), file_format)
            size += len(content)
            if size > MOST_BYTES:
                raise PaperError("the papers are too large together")
            files.append((f"{kind.file_name(row)}.{file_format}", content))
            progress(number, len(rows))
    return files


def _archive(kind: PaperKind, files: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, paper) in enumerate(files, start=1):
            # The number keeps the order and distinguishes people of the same name.
            archive.writestr(
                zipfile.ZipInfo(f"{number:03}-{_safe(name)}", (1980, 1, 1, 0, 0, 0)), paper
            )
    with override("zh-hans"):
        return f"{kind.label}-{len(files)}.zip", content.getvalue()


def _keep(kind: PaperKind, keys: list[int], name: str, content: bytes, by: User) -> str:
    sha256 = hashlib.sha256(content).hexdigest()
    values = {"name": _safe(name), "content": content, "sha256": sha256, "made_by": by}
    file = PaperFile.objects.create(paper=kind.key, keys=keys, **values)
    trail.write(
        "export",
        None,
        by=by,
        note=f"{kind.key}: {len(keys)}",
        changes={"paper": kind.key, "sha256": sha256},
    )
    return reverse("accounts:paper_file", args=[file.pk])


def _safe(name: str) -> str:
    """A file name without characters that file systems refuse; keeps the extension."""
    stem, _dot, suffix = name.rpartition(".")
    plain = "".join(
        "_" if sign in '\\/:*?"<>|' or not sign.isprintable() else sign for sign in stem
    )
    return f"{plain[:80].strip() or 'paper'}.{suffix}"


def drop_expired() -> int:
    """Delete expired papers; returns how many."""
    return PaperFile.objects.expired().delete()[0]


def papers_of(row: Model, user: User) -> list[PaperKind]:
    """The papers that `user` may make of a record now: what `_parts/papers.html` offers."""
    mine = [kind for kind in KINDS.values() if user.may(kind.permission)]
    return [
        kind
        for kind in mine
        if kind.rows(user).model is type(row) and visible_rows(kind, [row.pk], user).exists()
    ]
