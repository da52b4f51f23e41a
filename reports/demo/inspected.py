"""A candidate from the time when an inspection was required, with the report of two inspectors."""

import io
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from typing import cast

from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from accounts import files
from accounts.models import EvidenceFile
from jingyan.uploads import Uploaded
from officers.models import Batch, Enterprise, Inspection, Measures, Officer, Registration
from reports.demo import people, publicities
from reports.demo.hands import Hands
from reports.demo.people import FictitiousPerson

# How long ago the measures began and ceased to require an inspection; the candidate's dates lie in
# between.
REQUIRED, NOT_REQUIRED = timedelta(days=120), timedelta(days=45)
REGISTERED, FIRST, LAST = timedelta(days=70), timedelta(days=60), timedelta(days=52)
NAME = "《“特聘村官”管理办法（试行）》（{year}年{time}修订，演示）"
CLAUSES = {
    True: "第八条：审查通过的人选由两人考察，形成考察报告（演示）",
    False: "第八条：考察并入资格联审，不再单独进行（演示）",
}
INSPECTORS = "演示考察人甲", "演示考察人乙"
OPINION = "企业经营正常，本人热心公益，村组干部和企业职工评价良好，适合担任“特聘村官”。（演示）"


def amend(as_of: date, hands: Hands) -> None:
    """Add versions of the measures that require an inspection and, some weeks later, none. Does
    nothing if the office has a recent version of its own.
    """
    last = Measures.objects.order_by("-version").first()
    if last is None or last.starts_on >= as_of - REQUIRED:
        return
    revisions = {"第一次": (REQUIRED, True), "第二次": (NOT_REQUIRED, False)}
    for time, (ago, required) in revisions.items():
        last.pk, last.version = None, last.version + 1
        last.starts_on = as_of - ago
        last.inspection, last.inspection_clause = required, CLAUSES[required]
        last.name = NAME.format(year=last.starts_on.year, time=time)
        last.save(force_insert=True)
        hands.acts.add("create", last, publicities.morning(last.starts_on), hands.cast.staff)


def register(
    names: Iterator[FictitiousPerson], firms: Iterator[Enterprise], as_of: date, hands: Hands
) -> None:
    """The candidate, who has been inspected and waits for the publicity."""
    firm = next(firms)
    firm.save()
    officer = people.officer(
        hands.chance,
        next(names),
        number=Officer.objects.count() + 1,
        year=as_of.year,
        enterprise=firm,
    )
    codes = Officer.objects.filter(officer_code__startswith=f"T{as_of.year}")
    officer.officer_code = f"T{as_of.year}{codes.count() + 1:03d}"
    officer.save()
    day = hands.chance.day(as_of - REGISTERED, as_of - FIRST)
    row = Registration.objects.create(
        officer=officer,
        channel=Registration.Channel.SELF,
        willing_on=day,
        batch=Batch.objects.get(name="第二批"),
        state=Registration.State.INSPECTED,
        registered_by=hands.cast.staff,
        registered_at=hands.chance.moment(day),
        submitted_by=hands.cast.staff,
        reviewed_by=hands.cast.staff2,
    )
    inspection = Inspection(
        registration=row,
        inspected_on=hands.chance.day(as_of - FIRST + timedelta(days=4), as_of - LAST),
        first_inspector=INSPECTORS[0],
        second_inspector=INSPECTORS[1],
        opinion=OPINION,
    )
    inspection.uploaded_at = hands.chance.moment(inspection.inspected_on)
    files.store(
        inspection,
        _report(officer, INSPECTORS),
        by=hands.cast.staff2,
        tell=partial(_note_acts, row, hands),
    )


def _report(officer: Officer, inspectors: Sequence[str]) -> Uploaded:
    paper, out = Document(), io.BytesIO()
    paper.add_heading(f"关于{officer.name}同志的考察报告（演示）", level=1)
    for text in (
        f"考察对象：{officer.name}，{officer.enterprise}{officer.position}。",
        OPINION,
        "、".join(inspectors),
    ):
        paper.add_paragraph(text)
    paper.save(out)
    return cast(Uploaded, SimpleUploadedFile("考察报告（演示）.docx", out.getvalue()))


def _note_acts(row: Registration, hands: Hands, report: EvidenceFile) -> None:
    add, at, staff, second = hands.acts.add, row.registered_at, hands.cast.staff, hands.cast.staff2
    add("create", row, at, staff, after="draft")
    add("submit", row, at + timedelta(minutes=20), staff, "draft", "submitted")
    add("pass_review", row, at + timedelta(days=2), second, "submitted", "reviewed", note="演示")
    add("inspect", row, report.uploaded_at, second, "reviewed", "inspected", note=OPINION)
    add("attach", row, report.uploaded_at, second, note=report.name)
