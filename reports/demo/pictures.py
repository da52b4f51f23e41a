"""A few evidence files for the officer who has a log-in, with pictures drawn by the program."""

import io
from collections.abc import Iterator
from functools import partial
from typing import cast

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from PIL import Image, ImageDraw

from accounts import files
from accounts.models import EvidenceFile
from jingyan.uploads import Uploaded
from officers.models import EventFile, ProgrammeEvent
from pairings.models import (
    Contribution,
    Evidence,
    FundUse,
    FundVoucher,
    OfficePhoto,
    OfficeProvision,
)
from reports.demo.chance import Chance
from reports.demo.hands import Hands

# The number of the officer's latest facts that have files.
FACTS = 2
SIZE = (960, 720)
SKY, SUN = ((122, 170, 210), (226, 238, 245)), (250, 236, 190)
HILLS = ((104, 140, 112), (78, 118, 84), (58, 98, 62))


def write(hands: Hands) -> None:
    """Two pictures and a receipt for each of the latest facts."""
    latest = Contribution.objects.filter(officer__user=hands.cast.officer).order_by(
        "-happened_on", "-pk"
    )
    for fact in latest[:FACTS]:
        for file in _files(
            hands.chance, "现场照片1（演示）.jpg", "现场照片2（演示）.jpg", "签收单（演示）.pdf"
        ):
            row = Evidence(contribution=fact, uploaded_at=fact.entered_at)
            files.store(row, file, by=hands.cast.officer, tell=partial(_note, fact, hands))


def write_support(hands: Hands) -> None:
    """A photo of the office in the officer's village, and the voucher of the latest payment."""
    officer, chance = hands.cast.officer, hands.chance
    for office in OfficeProvision.objects.filter(
        village__pairings__officer__user=officer
    ).distinct():
        photo = OfficePhoto(office=office, uploaded_at=chance.moment(office.checked_on))
        for file in _files(chance, "办公场所（演示）.jpg"):
            files.store(photo, file, by=office.checked_by, tell=partial(_note, office, hands))
    for use in FundUse.objects.filter(allocation__pairing__officer__user=officer).order_by(
        "-used_on", "-pk"
    )[:1]:
        voucher = FundVoucher(use=use, uploaded_at=use.entered_at)
        for file in _files(chance, "记账凭证（演示）.pdf"):
            files.store(voucher, file, by=use.entered_by, tell=partial(_note, use, hands))


def write_events(hands: Hands) -> None:
    """A photo of each event, and the agenda of the launch conference."""
    for event in ProgrammeEvent.objects.order_by("held_on", "pk"):
        names = [
            "会场照片（演示）.jpg",
            *(["会议议程（演示）.pdf"] if event.kind == ProgrammeEvent.Kind.LAUNCH else []),
        ]
        for file in _files(hands.chance, *names):
            row = EventFile(event=event, uploaded_at=event.entered_at)
            files.store(row, file, by=event.entered_by, tell=partial(_note, event, hands))


def _note(record: Model, hands: Hands, row: EvidenceFile) -> None:
    hands.acts.add("attach", record, row.uploaded_at, row.uploaded_by, note=row.name)


def _files(chance: Chance, *names: str) -> Iterator[Uploaded]:
    for name in names:
        out = io.BytesIO()
        _landscape(chance).save(out, "PDF" if name.endswith("pdf") else "JPEG")
        yield cast(Uploaded, SimpleUploadedFile(name, out.getvalue()))


def _landscape(chance: Chance) -> Image.Image:
    """Sky, sun, three ranges of hills and a road."""
    width, height = SIZE
    picture = Image.new("RGB", SIZE)
    pen = ImageDraw.Draw(picture)
    for row in range(height):
        part = row / height
        shade = [round(top + (low - top) * part) for top, low in zip(*SKY, strict=True)]
        pen.line([(0, row), (width, row)], fill=tuple(shade))
    left = chance.randint(120, width - 240)
    pen.ellipse([left, 70, left + 90, 160], fill=SUN)
    for place, colour in enumerate(HILLS):
        heights = [330 + 110 * place + chance.randint(-60, 60) for _ in range(7)]
        ridge = [(width * at // 6, top) for at, top in enumerate(heights)]
        pen.polygon([(0, height), *ridge, (width, height)], fill=colour)
    pen.polygon([(430, 600), (470, 600), (640, height), (300, height)], fill=(196, 190, 178))
    return picture
