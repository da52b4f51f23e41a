"""How a file that proves something is kept: checked, stored under a random name, written down."""

from typing import TypeVar

from django.db import models
from django.http import FileResponse, Http404

from accounts import trail
from accounts.models import EvidenceFile, User
from jingyan import uploads
from jingyan.uploads import Uploaded

E = TypeVar("E", bound=EvidenceFile)


def keep(evidence: E, file: Uploaded, *, of: models.Model, by: User) -> E:
    """Save `evidence`, which proves something about the record `of`, with an uploaded file; the caller's transaction.

    Raises ValidationError for a file that isn't acceptable. Where saving fails, the file goes again.
    """
    upload = uploads.checked(file)
    evidence.name, evidence.size, evidence.sha256 = upload.name, len(upload.content), upload.sha256
    evidence.uploaded_by = by
    content = upload.stored()
    evidence.file.save(str(content.name), content, save=False)
    try:
        evidence.save()
        trail.write("attach", of, by=by, note=upload.name, changes={"sha256": upload.sha256})
    except BaseException:
        evidence.file.delete(save=False)
        raise
    return evidence


def as_attachment(evidence: EvidenceFile) -> FileResponse:
    """The file, saved under the name it came with and never shown inside a page. Raises Http404 where it is gone."""
    try:
        content = evidence.file.open("rb")
    except FileNotFoundError as missing:
        raise Http404 from missing
    kind = uploads.CONTENT_TYPES[uploads.kind_of(evidence.name)]
    response = FileResponse(content, as_attachment=True, filename=evidence.name, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    return response
