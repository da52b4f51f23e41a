"""Files on a record: small pictures of them, for the same eyes as the files."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from pairings.actions import evidence
from pairings.models import OfficePhoto, OfficeProvision

pytestmark = pytest.mark.django_db
CAMERA = 0x010F


def photo(kind="JPEG", size=(1600, 1200), mode="RGB"):
    out, marks = io.BytesIO(), Image.Exif()
    marks[CAMERA] = "SecretCamera"
    Image.new(mode, size, (200, 30, 30, 0)[: len(mode)]).save(out, kind, exif=marks)
    return out.getvalue()


def small(client, row):
    return client.get(reverse("pairings:evidence_download", args=[row.pk]) + "?small=1")


def attached(contribution, staff, name, content):
    return evidence.attach(contribution, file=SimpleUploadedFile(name, content), by=staff)


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_picture_has_a_thumbnail_without_what_the_camera_wrote(
    sign_in, staff, contribution, mode
):
    name, kind = ("现场.jpg", "JPEG") if mode == "RGB" else ("截图.png", "PNG")
    row = attached(contribution, staff, name, photo(kind, mode=mode))
    response = small(sign_in("liaison"), row)
    content = b"".join(response.streaming_content)
    with Image.open(io.BytesIO(content)) as image:
        assert (image.format, max(image.size), dict(image.getexif())) == ("JPEG", 360, {})
        # Where a picture is transparent, its thumbnail is white.
        assert image.getpixel((1, 1))[2] == pytest.approx(255 if mode == "RGBA" else 30, abs=3)
    assert b"SecretCamera" not in content
    assert response["Content-Type"] == "image/jpeg"
    assert response["Cache-Control"] == "private, max-age=3600"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_thumbnail_is_for_those_who_see_the_file(sign_in, staff, contribution):
    row = attached(contribution, staff, "现场.jpg", photo())
    answers = [
        small(sign_in(who), row).status_code
        for who in ("auditor", "stranger", "officer_user", "administrator")
    ]
    assert answers == [200, 404, 404, 403]


def test_an_old_file_gets_its_thumbnail_on_first_request(sign_in, staff, contribution):
    row = attached(contribution, staff, "现场.jpg", photo())
    assert row.file.storage.exists(f"{row.file.name}.small.jpg")
    row.file.storage.delete(f"{row.file.name}.small.jpg")
    assert [small(sign_in("staff"), row).status_code for _ in range(2)] == [200, 200]
    # What only says that it is a picture has none.
    broken = attached(contribution, staff, "现场.jpg", photo())
    broken.file.storage.delete(f"{broken.file.name}.small.jpg")
    with broken.file.storage.open(broken.file.name, "wb") as file:
        file.write(b"abc")
    assert small(sign_in("staff"), broken).status_code == 404


def test_records_show_their_files_as_pictures_or_by_the_icon_of_their_kind(
    sign_in, staff, contribution
):
    picture = attached(contribution, staff, "现场.jpg", photo())
    sheet = attached(contribution, staff, "签收单.pdf", b"%PDF-1.7")
    client = sign_in("liaison")
    for address in (
        reverse("pairings:contribution_detail", args=[contribution.pk]),
        reverse("officers:officer_detail", args=[contribution.officer_id]) + "?tab=files",
        reverse("villages:village_detail", args=[contribution.village_id]) + "?tab=files",
    ):
        page = client.get(address).content.decode()
        small_picture = reverse("pairings:evidence_download", args=[picture.pk]) + "?small=1"
        assert (page.count(small_picture), page.count("?small=1")) == (1, 1)
        assert "签收单.pdf" in page
        assert str(staff) in page
    assert small(client, sheet).status_code == 404


def test_the_photo_of_an_office_appears_as_a_thumbnail_on_the_pairs_page(sign_in, pairing):
    client = sign_in("liaison")
    url = reverse("pairings:office_update", args=[pairing.village_id])
    sent = {
        "room": "true",
        "checked_on": "2022-05-01",
        "photo": SimpleUploadedFile("办公室.jpg", photo()),
    }
    assert client.post(url, sent).status_code == 302
    address = reverse("pairings:office_photo_download", args=[OfficePhoto.objects.get().pk])
    assert (
        f"{address}?small=1"
        in client.get(reverse("pairings:support_detail", args=[pairing.pk])).content.decode()
    )
    little, whole = client.get(f"{address}?small=1"), client.get(address)
    assert (
        Image.open(io.BytesIO(b"".join(little))).width
        < Image.open(io.BytesIO(b"".join(whole))).width
    )
    assert sign_in("stranger").get(f"{address}?small=1").status_code == 404


def test_a_file_is_said_to_show_something_where_it_is_uploaded(sign_in, contribution):
    client, page = (
        sign_in("liaison"),
        reverse("pairings:contribution_detail", args=[contribution.pk]),
    )
    assert 'name="file_caption"' in client.get(page).text
    url = reverse("pairings:contribution_attach", args=[contribution.pk])
    client.post(
        url,
        {
            "file": SimpleUploadedFile("现场.jpg", photo()),
            "file_caption": " 产业路\u200b 完工后\n全景 <b> ",
        },
    )
    client.post(url, {"file": SimpleUploadedFile("合同.pdf", b"%PDF-1.7 c")})
    assert [row.caption for row in contribution.evidence.all()] == ["产业路 完工后 全景 <b>", ""]
    assert "产业路 完工后 全景 &lt;b&gt;" in client.get(page).text


def test_a_line_too_long_keeps_the_file_out_and_stays_typed(sign_in, contribution):
    url = reverse("pairings:contribution_attach", args=[contribution.pk])
    data = {"file": SimpleUploadedFile("现场.jpg", photo()), "file_caption": "长" * 101}
    response = sign_in("liaison").post(url, data)
    assert response.status_code == 400
    assert "长" * 101 in response.text
    assert not contribution.evidence.exists()


def test_files_chosen_together_share_their_line(sign_in, staff, pairing):
    files = [SimpleUploadedFile(f"{number}.jpg", photo()) for number in range(2)]
    data = {
        "scope": "officers",
        "carrier": "capital",
        "title": "修路",
        "happened_on": "2022-08-02",
        "share": "100",
        "village": pairing.village_id,
        "evidence": files,
        "evidence_caption": "开工现场",
    }
    assert sign_in("staff").post(reverse("pairings:contribution_create"), data).status_code == 302
    assert (
        list(pairing.village.contributions.get().evidence.values_list("caption", flat=True))
        == ["开工现场"] * 2
    )


def test_a_refused_file_is_explained_beside_its_field(sign_in, contribution):
    url = reverse("pairings:contribution_attach", args=[contribution.pk])
    response = sign_in("liaison").post(url, {"file": SimpleUploadedFile("合同.pdf", b"<html>")})
    assert list(response.context["form"].errors) == ["file"]


def test_the_photo_of_an_office_is_a_picture(sign_in, pairing):
    url = reverse("pairings:office_update", args=[pairing.village_id])
    data = {"checked_on": "2022-08-02", "photo": SimpleUploadedFile("合同.pdf", b"%PDF-1.7 c")}
    response = sign_in("staff").post(url, data)
    assert list(response.context["form"].errors) == ["photo"]
    assert not OfficeProvision.objects.exists()
