"""Files that people upload: only kinds that the office needs, checked by content, images rebuilt,
names replaced.
"""

import hashlib
import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePath
from typing import Protocol
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from jingyan.parsing import ParseError, clean_text

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 50_000_000
MAX_MEMBERS = 2_000
MAX_UNPACKED = 200 * 1024 * 1024
PICTURES = ("jpg", "png")
# A thumbnail fits into a square of so many pixels: twice what a page gives it, for sharp screens.
THUMBNAIL = 360
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ACCEPTED = ",".join(f".{kind}" for kind in (*CONTENT_TYPES, "jpeg"))
_HEADS = {
    "pdf": b"%PDF-",
    "jpg": b"\xff\xd8\xff",
    "png": b"\x89PNG\r\n\x1a\n",
    "docx": b"PK\x03\x04",
    "xlsx": b"PK\x03\x04",
}
_FOLDERS = {"docx": "word/", "xlsx": "xl/"}
_ACTIVE = re.compile(r"vbaproject|activex|/embeddings/|externallink", re.IGNORECASE)
_NAME_LENGTH = 200


class Uploaded(Protocol):
    """An upload as a form passes it on."""

    name: str
    size: int

    def read(self) -> bytes:
        """The content."""


@dataclass(frozen=True)
class Upload:
    """A file that passed its checks, under a random name."""

    kind: str
    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The SHA-256 of the stored content."""
        return hashlib.sha256(self.content).hexdigest()

    def stored(self) -> "ContentFile[bytes]":
        """The content, to be saved under a name that can't be guessed."""
        return ContentFile(self.content, name=f"{uuid4().hex}.{self.kind}")


def check_upload(file: Uploaded) -> Upload:
    """The uploaded file, images without their metadata.

    ValidationError in words for the user where the kind, the size or the content isn't acceptable.
    """
    upload = unopened(file, MAX_BYTES)
    kind, content = upload.kind, upload.content
    if kind in _FOLDERS:
        _check_office(content, kind)
    if kind in PICTURES:
        content = _rebuilt(content, kind)
    return Upload(kind, upload.name, content)


def unopened(file: Uploaded, most: int) -> Upload:
    """The uploaded file with nothing of it opened: size, name and first bytes are looked at.

    For files that are opened elsewhere, under limits. ValidationError as for `checked`.
    """
    if file.size > most:
        raise ValidationError(
            _("The file is larger than %(max)d MB. Make it smaller.") % {"max": most >> 20}
        )
    kind = kind_of(file.name)
    if kind not in CONTENT_TYPES:
        raise ValidationError(
            _("This kind of file is not accepted. Choose pdf, jpg, png, docx or xlsx.")
        )
    content: bytes = file.read()
    if not content.startswith(_HEADS[kind]):
        raise _unlike(kind)
    return Upload(kind, _shown_name(file.name, kind), content)


def thumbnail(content: bytes) -> bytes:
    """A small JPEG of a picture that was `checked`, on white where it is transparent.

    ValidationError where it is none.
    """
    out = io.BytesIO()
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as image:
            # A JPEG is read no larger than needed.
            image.draft("RGB", (2 * THUMBNAIL, 2 * THUMBNAIL))
            image.thumbnail((THUMBNAIL, THUMBNAIL))
            opaque = image.convert("RGBA")
        paper = Image.new("RGB", opaque.size, "white")
        paper.paste(opaque, mask=opaque.getchannel("A"))
        paper.save(out, "JPEG", quality=80)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise _unlike("jpg") from error
    return out.getvalue()


def kind_of(name: str) -> str:
    """The file type by the name's extension."""
    suffix = PurePath(name).suffix.lower().lstrip(".")
    return "jpg" if suffix == "jpeg" else suffix


def _unlike(kind: str) -> ValidationError:
    return ValidationError(
        _("The content is not that of a %(kind)s file. Save it again, then upload that file.")
        % {"kind": kind}
    )


def _check_office(content: bytes, kind: str) -> None:
    """Refuse anything that is no Word or Excel file of the kind, or that carries programs or other
    files.
    """
    try:
        members = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise _unlike(kind) from error
    names = [member.filename for member in members]
    if "[Content_Types].xml" not in names or not any(
        name.startswith(_FOLDERS[kind]) for name in names
    ):
        raise _unlike(kind)
    if sum(member.file_size for member in members) > MAX_UNPACKED:
        raise ValidationError(
            _("This file unpacks to more than %d MB. Save it again, or as pdf.")
            % (MAX_UNPACKED >> 20)
        )
    if len(names) > MAX_MEMBERS or any(_is_unsafe(name) for name in names):
        raise ValidationError(
            _("This file carries programs or other files inside. Save it without them, or as pdf.")
        )


def _is_unsafe(name: str) -> bool:
    return (
        bool(_ACTIVE.search(name)) or name.startswith(("/", "\\")) or ".." in PurePath(name).parts
    )


def _rebuilt(content: bytes, kind: str) -> bytes:
    """The picture re-encoded: turned upright, without place, time, camera and other metadata."""
    out = io.BytesIO()
    try:
        image = Image.open(io.BytesIO(content), formats=["JPEG" if kind == "jpg" else "PNG"])
        if image.width * image.height > MAX_PIXELS:
            raise ValidationError(_("This picture has too many pixels. Make it smaller."))
        upright = ImageOps.exif_transpose(image)
        clean = Image.new(upright.mode, upright.size)
        clean.paste(upright)
        if upright.mode == "P" and (palette := upright.getpalette()):
            clean.putpalette(palette)
        clean.save(out, "JPEG" if kind == "jpg" else "PNG", quality=88)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise _unlike(kind) from error
    return out.getvalue()


def _shown_name(name: str, kind: str) -> str:
    """The user's own name for the file, without folders and control characters."""
    try:
        stem = clean_text(PurePath(name.replace("\\", "/")).stem).replace("\n", " ")
    except ParseError:
        stem = ""
    return f"{stem[: _NAME_LENGTH - 6] or 'file'}.{kind}"
