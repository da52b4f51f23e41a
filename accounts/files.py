"""Files that prove something: how one is kept (checked, under a random name, written down) and
given out.
"""

from collections.abc import Callable
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.http import FileResponse, Http404, HttpRequest

from accounts import trail
from accounts.models import EvidenceFile, User
from jingyan import uploads
from jingyan.uploads import Uploaded

E = TypeVar("E", bound=EvidenceFile)
# The code of a refusal: a form shows it beside the file.
REFUSED_FILE = "refused_file"


def attach(evidence: E, file: Uploaded, *, of: models.Model, by: User) -> E:
    """Save `evidence`, which proves something about the record `of`, with an uploaded file; the
    caller's transaction.

    Raises ValidationError for a file that isn't acceptable. Where saving fails, the file goes
    again.
    """

    def tell(kept: E) -> None:
        trail.write("attach", of, by=by, note=kept.name, changes={"sha256": kept.sha256})

    return store(evidence, file, by=by, tell=tell)


def store(evidence: E, file: Uploaded, *, by: User, tell: Callable[[E], object]) -> E:
    """As `keep`; `tell` writes down in its own way what has been saved."""
    try:
        upload = uploads.check_upload(file)
    except ValidationError as refusal:
        raise ValidationError(refusal.message, code=REFUSED_FILE) from refusal
    evidence.name, evidence.size, evidence.sha256 = upload.name, len(upload.content), upload.sha256
    evidence.caption, evidence.uploaded_by = getattr(file, "caption", ""), by
    content = upload.stored()
    evidence.file.save(str(content.name), content, save=False)
    try:
        if evidence.is_picture:
            _keep_thumbnail(evidence, upload.content)
        evidence.save()
        tell(evidence)
    except BaseException:
        evidence.file.storage.delete(_thumbnail_of(evidence))
        evidence.file.delete(save=False)
        raise
    return evidence


def remove(evidence: EvidenceFile, *, of: models.Model, by: User) -> None:
    """Take a locked `evidence` off the record `of`: its name stays in the trail, its bytes go with
    the commit.
    """
    trail.write("detach", of, by=by, note=evidence.name, changes={"sha256": evidence.sha256})
    file, small = evidence.file, _thumbnail_of(evidence)
    evidence.delete()

    def forget() -> None:
        file.storage.delete(small)
        file.storage.delete(str(file.name))

    transaction.on_commit(forget)


def serve(request: HttpRequest, evidence: EvidenceFile) -> FileResponse:
    """What a file's address answers: the file, or with `?small=` its thumbnail. Raises Http404
    where there is none.
    """
    return as_thumbnail(evidence) if "small" in request.GET else as_attachment(evidence)


def as_thumbnail(evidence: EvidenceFile) -> FileResponse:
    """A small picture of it for a page, made now where the file came before there were any.

    Raises Http404 for what is no picture.
    """
    if not evidence.is_picture:
        raise Http404
    storage, name = evidence.file.storage, _thumbnail_of(evidence)
    try:
        if not storage.exists(name):
            _keep_thumbnail(evidence, evidence.file.open("rb").read())
        content = storage.open(name)
    except (FileNotFoundError, ValidationError) as missing:
        raise Http404 from missing
    response = FileResponse(content, content_type=uploads.CONTENT_TYPES["jpg"])
    response["X-Content-Type-Options"] = "nosniff"
    # A file never changes under its name; only the browser of whoever saw it keeps it, and not for
    # long.
    response["Cache-Control"] = "private, max-age=3600"
    return response


def _thumbnail_of(evidence: EvidenceFile) -> str:
    """The name that the thumbnail is stored under: as random as the file's own."""
    return f"{evidence.file.name}.small.jpg"


def _keep_thumbnail(evidence: EvidenceFile, content: bytes) -> None:
    evidence.file.storage.save(_thumbnail_of(evidence), ContentFile(uploads.thumbnail(content)))


def as_attachment(evidence: EvidenceFile) -> FileResponse:
    """The file, saved under the name it came with and never shown inside a page. Raises Http404
    where it is gone.
    """
    try:
        content = evidence.file.open("rb")
    except FileNotFoundError as missing:
        raise Http404 from missing
    kind = uploads.CONTENT_TYPES[uploads.kind_of(evidence.name)]
    response = FileResponse(content, as_attachment=True, filename=evidence.name, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    return response
