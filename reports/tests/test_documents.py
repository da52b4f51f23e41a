"""The report as an official document: its prose uses the frozen figures; missing is never zero."""

import time
from dataclasses import replace

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import PaperTemplate, TrailEntry
from jingyan.papers import IN_A_REQUEST, Paper, Paragraph, ParagraphRole, Workshop, build, read
from pairings.models import Meeting
from pairings.tests.factories import (
    ActionPointFactory,
    AttendanceFactory,
    MeetingFactory,
    PairingFactory,
)
from reports import documents, prose
from reports.figures import frozen
from reports.models import Issue
from reports.tests.factories import fact
from reports.tests.test_commands import write

pytestmark = pytest.mark.django_db


def said(tmp_path, period="2022H1", *args):
    """The text of the report as the command writes it."""
    write(tmp_path, period, "--formats", "docx", *args)
    return read(next(tmp_path.glob("*.docx")).read_bytes()).text


def test_the_prose_gives_each_number_with_its_qualifier(tmp_path):
    fact(
        PairingFactory(active=True),
        {"jobs_created": "2000余", "funds_attracted": "1.2亿", "donations": "168.6万"},
    )
    text = said(tmp_path)
    assert "通过“特聘村官”，新增稳定就业岗位2000余个，招引到位资金1.2亿元。" in text
    assert "捐助困难群众款物168.6万元。" in text
    assert "截至期末，结对村1个" in text


def test_every_number_of_the_prose_is_a_frozen_one(tmp_path):
    fact(
        PairingFactory(active=True),
        {"jobs_created": "2000余", "environment_investment": "1400余万"},
    )
    said(tmp_path)
    figures = list(frozen(Issue.objects.get().figures.all()))
    pieces = [
        piece
        for passage in prose.passages(figures)
        for line in passage.sentences
        for piece in line
        if piece.figure
    ]
    assert pieces
    assert all(piece.words == piece.figure.text for piece in pieces)


def test_what_is_missing_is_named_and_never_zero(tmp_path):
    text = said(tmp_path)
    assert "本期没有经县级确认的事实" in text or "各项" in text or "暂缺" in text
    assert "新增稳定就业岗位0" not in text
    assert "新增稳定就业岗位" in text.split("本期暂缺，不计为零：")[1]


def test_the_annex_has_a_row_for_each_figure(tmp_path):
    text = said(tmp_path)
    names = {figure.metric.name for figure in Issue.objects.get().figures.select_related("metric")}
    assert all(f"\n{name}\t" in text for name in names)


def test_a_decline_is_worded_as_one():
    from decimal import Decimal

    from pairings.models import Metric
    from reports.models import Figure

    figure = Figure(
        metric=Metric.objects.get(code="collective_income_growth"),
        value=Decimal("-3.50"),
        text="-3.5%",
    )
    lines = [line for passage in prose.passages([figure]) for line in passage.lines]
    assert lines == ["纳入比较的结对村，集体经营性收入同比下降3.5%。"]


def test_a_draft_says_so_until_it_is_approved(tmp_path):
    assert said(tmp_path).startswith("草稿")
    Issue.objects.update(state="approved")
    assert not said(tmp_path).startswith("草稿")


def test_the_same_issue_is_the_same_file(tmp_path):
    write(tmp_path, "2022H1", "--formats", "docx,pdf")
    first = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    write(tmp_path, "2022H1", "--formats", "docx,pdf")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == first
    assert first["2022H1-county.pdf"].startswith(b"%PDF-")


def test_the_page_links_each_number_of_its_prose_to_the_facts(tmp_path):
    fact(PairingFactory(active=True), {"jobs_created": "2000余"})
    write(tmp_path, "2022H1", "--formats", "html")
    page = (tmp_path / "2022H1-county.html").read_text()
    assert '新增稳定就业岗位<a href="#jobs_created">2000余个</a>' in page
    assert 'id="jobs_created"' in page


@pytest.mark.parametrize("file_format", ["docx", "pdf"])
def test_a_report_is_downloaded_as_a_document(client, staff, tmp_path, file_format):
    write(tmp_path, "2022H1", "--formats", "json")
    issue = Issue.objects.get()
    client.force_login(staff)
    client.cookies["django_language"] = "en"
    response = client.get(reverse("reports:issue_file", args=[issue.pk, file_format]))
    assert response.status_code == 200
    assert f"2022H1-county.{file_format}" in response["Content-Disposition"]
    assert TrailEntry.objects.get(act="export").note == file_format
    if file_format == "docx":
        assert "2022年上半年全县" in read(response.content).text


@pytest.fixture
def own_template(staff):
    """Puts a template of the office's own to use, whatever it says."""

    def put(text):
        content = build(Paper((Paragraph(ParagraphRole.TEXT, text),)))
        PaperTemplate.objects.create(
            paper="report", name="a.docx", content=content, sha256="0", uploaded_by=staff
        )

    return put


def test_a_report_whose_template_never_ends_is_refused_in_time_and_nothing_is_written(
    client, staff, tmp_path, own_template, monkeypatch
):
    write(tmp_path, "2022H1", "--formats", "json")
    own_template("{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}")
    monkeypatch.setattr(documents, "IN_A_REQUEST", replace(IN_A_REQUEST, seconds=3))
    client.force_login(staff)
    started = time.monotonic()
    response = client.get(reverse("reports:issue_file", args=[Issue.objects.get().pk, "docx"]))
    assert time.monotonic() - started < 10
    assert response.status_code == 409
    assert "模板" in response.content.decode()
    assert not TrailEntry.objects.filter(act="export").exists()


def test_a_report_beyond_the_limit_of_concurrent_ones_is_refused_for_now(client, staff, tmp_path):
    write(tmp_path, "2022H1", "--formats", "json")
    client.force_login(staff)
    address = reverse("reports:issue_file", args=[Issue.objects.get().pk, "pdf"])
    with Workshop(), Workshop():
        response = client.get(address)
        assert response.status_code == 409
        assert "请一分钟后重试" in response.content.decode()
    assert client.get(address).status_code == 200


def test_the_report_names_the_closed_meetings_and_what_they_agreed(tmp_path, town):
    for quarter, state in (("2022Q1", "closed"), ("2022Q2", "held"), ("2022Q3", "closed")):
        MeetingFactory(
            town=town, quarter=quarter, state=state, agreed=f"{quarter}选址。\n月底前送苗。"
        )
    MeetingFactory(town=None, quarter="2022Q2", state="closed", agreed="部署重点工作。")
    text = said(tmp_path)
    assert "研城街道（2022年2月12日）：2022Q1选址；月底前送苗。" in text
    assert "全县（2022年5月13日）：部署重点工作。" in text
    assert not any(word in text for word in ("2022Q2选址", "2022Q3选址"))


def test_the_workbook_has_the_closed_meetings_and_their_action_points(tmp_path, town):
    for quarter, state in (("2022Q1", "held"), ("2022Q2", "closed"), ("2022Q3", "closed")):
        meeting = MeetingFactory(town=town, quarter=quarter, agreed=f"{quarter}选址")
        if quarter == "2022Q2":
            officer = AttendanceFactory(meeting=meeting, status="leave").officer
            ActionPointFactory(meeting=meeting, title="勘察", unit="镇交通办")
        Meeting.objects.filter(pk=meeting.pk).update(state=state)
    write(tmp_path, "2022H1", "--formats", "xlsx")
    book = load_workbook(tmp_path / "2022H1-county.xlsx")
    assert book.sheetnames == ["事实", "工作推进会", "督办事项"]
    heads, *rows = book["工作推进会"].iter_rows(values_only=True)
    (row,) = [dict(zip(heads, cells, strict=True)) for cells in rows]
    assert (row["镇（街道）"], row["季度"], row["请假"], row["议定事项"]) == (
        "研城街道",
        "2022年第二季度",
        officer.name,
        "2022Q2选址",
    )
    heads, *rows = book["督办事项"].iter_rows(values_only=True)
    (point,) = [dict(zip(heads, row, strict=True)) for row in rows]
    assert (point["督办事项"], point["责任人"], str(point["完成时限"])[:10]) == (
        "勘察",
        "镇交通办",
        "2022-12-31",
    )
