"""The walk through a workbook's zip container before anything parses it."""

import re
import stat
import zipfile
import zlib
from io import BytesIO

from django.utils.translation import gettext as _

from jingyan.parsing import ParseError

MAX_BYTES = 5 * 2**20
MAX_INFLATED = 60 * 2**20
MAX_ENTRIES = 500

_CHUNK = 2**16
_BANNED = re.compile(
    r"vbaproject|externallink|embeddings|activex|macrosheets|oleobject", re.IGNORECASE
)
_DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([^\"']{1,40})", re.IGNORECASE)
_TAIL = 32  # a forbidden word may lie across two chunks
_WIDE_STARTS = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<", b"\x00\x00")
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    KeyError,
)


class SheetError(ParseError):
    """A file that can't be read as a table at all; ``message`` says what to do about it."""


def check_container(data: bytes) -> None:
    """Raise SheetError unless ``data`` is a plain workbook: no bomb, no macro, no link, no foreign
    entity.

    Refuses more than 500 members, more than 60 MB inflated (counted while inflating, since the
    directory may lie), double, absolute or climbing names, and XML with document types or rare
    encodings.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _check_names(archive.infolist())
            room = MAX_INFLATED
            for member in archive.infolist():
                room -= _check_member(archive, member, room)
    except SheetError:
        raise
    except _DAMAGE as error:
        raise SheetError(
            _("The file is damaged. Open it in Excel or WPS and save it again as .xlsx.")
        ) from error


def _check_names(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_ENTRIES:
        raise suspicious()
    names_seen: set[str] = set()
    for member in members:
        name = member.orig_filename
        if (
            name.casefold() in names_seen
            or "\\" in name
            or "\0" in name
            or name.startswith("/")
            or ".." in name.split("/")
        ):
            raise suspicious()
        if stat.S_ISLNK(member.external_attr >> 16) or ":" in name:
            raise suspicious()
        if _BANNED.search(name):
            raise SheetError(
                _(
                    "The workbook contains macros, links or embedded files. Copy the table into "
                    "a new workbook."
                )
            )
        if member.flag_bits & 1:
            raise SheetError(_("The workbook is protected by a password. Save it without one."))
        if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise suspicious()
        names_seen.add(name.casefold())


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, room: int) -> int:
    size = 0
    tail = b""
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            if not size:
                _check_encoding(chunk)
            size += len(chunk)
            if size > room:
                raise SheetError(
                    _("The workbook unpacks to too much data. Copy the table into a new workbook.")
                )
            if _DECLARATION.search(tail + chunk):
                raise suspicious()
            tail = chunk[-_TAIL:]
    return size


def _check_encoding(start: bytes) -> None:
    declared = _ENCODING.search(start[:200])
    if start.startswith(_WIDE_STARTS) and b"<" in start[:8]:
        raise suspicious()
    if start.startswith(_WIDE_STARTS[:2]) or (
        declared and declared[1].lower() not in {b"utf-8", b"us-ascii"}
    ):
        raise suspicious()


def suspicious() -> SheetError:
    """The refusal of a file that no office program writes."""
    return SheetError(
        _(
            "The workbook is not built as Excel or WPS would. Copy the table into a new workbook "
            "and save it as .xlsx."
        )
    )
