"""Evidence files: checked, stored under a random name, recorded in the trail, and served."""

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
# The code of a refused file's ValidationError: a form shows the error beside its file field.
REFUSED_FILE = "refused_file"


def attach(evidence: E, file: Uploaded, *, of: models.Model, by: User) -> E:
    """Save `evidence` for the record `of` with an uploaded file, in the caller's transaction.

    Raises ValidationError for an unacceptable file. If saving fails, the stored file is deleted.
    """

    def write_entry(saved: E) -> None:
        trail.write("attach", of, by=by, note=saved.name, changes={"sha256": saved.sha256})

    return store(evidence, file, by=by, tell=write_entry)


def store(evidence: E, file: Uploaded, *, by: User, tell: Callable[[E], object]) -> E:
    """As `attach`, but `tell` is called with the saved evidence to write the trail entry."""
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
    """Delete a locked `evidence` of the record `of`. Its name stays in the trail; the stored file
    is deleted on commit.
    """
    trail.write("detach", of, by=by, note=evidence.name, changes={"sha256": evidence.sha256})
    file, small = evidence.file, _thumbnail_of(evidence)
    evidence.delete()

    def forget() -> None:
        file.storage.delete(small)
        file.storage.delete(str(file.name))

    transaction.on_commit(forget)


def serve(request: HttpRequest, evidence: EvidenceFile) -> FileResponse:
    """The response with the file, or with its thumbnail for `?small=`. Raises Http404."""
    return as_thumbnail(evidence) if "small" in request.GET else as_attachment(evidence)


def as_thumbnail(evidence: EvidenceFile) -> FileResponse:
    """The response with the thumbnail, which is made now for files that have none yet.

    Raises Http404 for files that aren't pictures.
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
    # A stored file never changes, so the user's own browser may cache it for an hour.
    response["Cache-Control"] = "private, max-age=3600"
    return response


def _thumbnail_of(evidence: EvidenceFile) -> str:
    """The name that the thumbnail is stored under; as unguessable as the file's."""
    return f"{evidence.file.name}.small.jpg"


def _keep_thumbnail(evidence: EvidenceFile, content: bytes) -> None:
    evidence.file.storage.save(_thumbnail_of(evidence), ContentFile(uploads.thumbnail(content)))


def as_attachment(evidence: EvidenceFile) -> FileResponse:
    """The response with the file as an attachment under its original name, never shown inside a
    page. Raises Http404 if it is gone.
    """
    try:
        content = evidence.file.open("rb")
    except FileNotFoundError as missing:
        raise Http404 from missing
    kind = uploads.CONTENT_TYPES[uploads.kind_of(evidence.name)]
    response = FileResponse(content, as_attachment=True, filename=evidence.name, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    return response
