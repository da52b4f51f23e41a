"""Uploaded files: what is let in, and what becomes of it."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from jingyan import uploads

GPS, MAKE = 0x8825, 0x010F


def picture(kind, *, exif=False, mode="RGB"):
    out, marks = io.BytesIO(), Image.Exif()
    if exif:
        marks[MAKE], marks[GPS] = "SecretCamera", {1: "N", 2: (29.0, 39.0, 5.0)}
    Image.new(mode, (40, 20)).save(out, kind, exif=marks)
    return out.getvalue()


def office(folder, *extra):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("[Content_Types].xml", f"{folder}/document.xml", *extra):
            archive.writestr(name, "<x/>")
    return out.getvalue()


def check(name, content):
    return uploads.check_upload(SimpleUploadedFile(name, content))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("合同.pdf", b"%PDF-1.7\n%..."),
        ("照片.JPG", picture("JPEG")),
        ("照片.jpeg", picture("JPEG", mode="L")),
        ("截图.png", picture("PNG", mode="RGBA")),
        ("调色板.png", picture("PNG", mode="P")),
        ("请示.docx", office("word")),
        ("清单.xlsx", office("xl")),
    ],
)
def test_the_kinds_that_the_office_needs_are_accepted(name, content):
    upload = check(name, content)
    assert upload.name.split(".")[0] == name.split(".")[0]
    assert len(upload.sha256) == 64


@pytest.mark.parametrize(
    "name", ["a.exe", "a.svg", "a.html", "a.zip", "a.docm", "a.pdf.exe", "pdf", ".pdf", "a.doc"]
)
def test_other_kinds_are_refused(name):
    with pytest.raises(ValidationError):
        check(name, b"%PDF-1.7")


@pytest.mark.parametrize("kind", list(uploads.CONTENT_TYPES))
@pytest.mark.parametrize(
    "content", [b"", b"MZ\x90\x00", b"<script>alert(1)</script>", b"PK\x03\x04broken"]
)
def test_the_content_has_to_be_what_the_name_says(kind, content):
    with pytest.raises(ValidationError):
        check(f"a.{kind}", content)


@pytest.mark.parametrize("head", [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"])
def test_a_head_alone_makes_no_picture(head):
    with pytest.raises(ValidationError):
        check("a.jpg" if head[0] == 0xFF else "a.png", head + b"<?php system($_GET['c']); ?>")


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_pictures_lose_where_and_with_what_they_were_taken(kind):
    before = picture(kind, exif=True)
    assert dict(Image.open(io.BytesIO(before)).getexif())
    after = check(f"a.{'jpg' if kind == 'JPEG' else 'png'}", before).content
    assert not dict(Image.open(io.BytesIO(after)).getexif())
    assert b"SecretCamera" not in after


def test_what_hangs_behind_a_picture_is_cut_off():
    assert b"<?php" not in check("a.jpg", picture("JPEG") + b"<?php evil(); ?>").content


def test_a_pixel_flood_is_refused(monkeypatch):
    monkeypatch.setattr(uploads, "MAX_PIXELS", 100)
    with pytest.raises(ValidationError):
        check("a.png", picture("PNG"))


def test_a_file_over_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(uploads, "MAX_BYTES", 10)
    with pytest.raises(ValidationError):
        check("a.pdf", b"%PDF-1.7 longer than ten")


@pytest.mark.parametrize(
    "member", ["word/vbaProject.bin", "word/embeddings/a.bin", "../../etc/passwd", "/etc/passwd"]
)
def test_office_files_with_programs_or_paths_inside_are_refused(member):
    with pytest.raises(ValidationError):
        check("a.docx", office("word", member))


def test_a_workbook_is_no_document():
    with pytest.raises(ValidationError):
        check("a.docx", office("xl"))


@pytest.mark.parametrize(
    "name", ["../../etc/合同.pdf", "C:\\Users\\合同.pdf", "合\x00同.pdf", "\u202e合同.pdf"]
)
def test_the_shown_name_has_no_folders_and_no_invisible_characters(name):
    assert uploads._shown_name(name, "pdf") == "合同.pdf"


def test_the_stored_name_cannot_be_guessed():
    upload = check("合同.pdf", b"%PDF-1.7")
    assert upload.stored().name != upload.stored().name
    assert "合同" not in str(upload.stored().name)


def test_a_document_that_unpacks_to_a_flood_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("word/document.xml", b"0" * (201 << 20))
    with pytest.raises(ValidationError, match="200"):
        check("a.docx", out.getvalue())
