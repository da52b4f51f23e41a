"""The commands: files, JSON, exit codes."""

import hashlib
import json
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from pairings.tests.factories import PairingFactory
from reports.models import Issue
from reports.tests.factories import fact

pytestmark = pytest.mark.django_db
FIGURE = {
    "value",
    "unit",
    "qualifier",
    "text",
    "attributed",
    "definition",
    "facts",
    "previous",
    "year_on_year",
    "missing",
}


def write(out, *args):
    call_command("issue_report", *args, out=str(out))


def read(path):
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


def refusal(out, *args):
    with pytest.raises(CommandError) as caught:
        write(out, *args)
    return caught.value


def test_a_report_is_written_in_the_agreed_form(tmp_path, capsys):
    row = fact(PairingFactory(active=True), {"jobs_created": "2000余"})
    write(tmp_path, "2022H1", "--formats", "json")
    path = tmp_path / "2022H1-county.json"
    assert capsys.readouterr().out.split() == [str(path)]
    data = read(path)
    issue = Issue.objects.get()
    assert set(data) == {"period", "place", "as_of", "issue", "sha256", "figures"}
    assert (data["period"], data["place"], data["issue"]) == ("2022H1", "county", issue.pk)
    assert len(data["figures"]) == 28
    assert all(set(figure) == FIGURE for figure in data["figures"].values())
    assert data["figures"]["jobs_created"] == {
        "value": "2000",
        "unit": "个",
        "qualifier": "余",
        "text": "2000余个",
        "attributed": "2000",
        "definition": "jobs_created@1",
        "facts": [f"contribution:{row.pk}"],
        "previous": None,
        "year_on_year": None,
        "missing": None,
    }
    assert data["figures"]["donations"]["value"] is None
    assert data["figures"]["donations"]["missing"]
    assert issue.state == Issue.State.DRAFT


def test_the_fingerprint_can_be_recomputed_from_the_file(tmp_path):
    fact(PairingFactory(active=True), {"funds_attracted": "1.2亿余"}, share=Decimal("80"))
    write(tmp_path, "2022", "--formats", "json")
    data = read(tmp_path / "2022-county.json")
    canonical = json.dumps(
        data["figures"], ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    assert hashlib.sha256(canonical.encode()).hexdigest() == data["sha256"]


def test_the_same_facts_give_the_same_file(tmp_path):
    fact(PairingFactory(active=True), {"jobs_created": "12"})
    write(tmp_path, "2022H1", "--formats", "json")
    first = (tmp_path / "2022H1-county.json").read_bytes()
    write(tmp_path, "2022H1", "--formats", "json")
    assert (tmp_path / "2022H1-county.json").read_bytes() == first


def test_a_span_a_town_and_a_village_name_their_files(tmp_path):
    village = PairingFactory(active=True).village
    write(tmp_path, "2022-01-01..2022-07-31", "--place", village.town.code, "--formats", "json")
    write(tmp_path, "2022Q2", "--place", village.code, "--formats", "json")
    write(tmp_path, "2022Q2", "--place", "511124", "--formats", "json")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f"2022-01-01..2022-07-31-{village.town.code}.json",
        f"2022Q2-{village.code}.json",
        "2022Q2-county.json",
    ]


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("2022H3",), 2),
        (("next week",), 2),
        (("2022-07-31..2022-01-01",), 2),
        (("2022", "--formats", "json,odt"), 2),
        (("2022", "--formats", ""), 2),
        (("2022", "--place", "Chunfu"), 2),
        (("2022", "--place", "511124999"), 1),
        (("2022", "--place", "511124999999"), 1),
    ],
)
def test_wrong_use_exits_with_2_and_missing_data_with_1(tmp_path, args, code):
    assert refusal(tmp_path, *args).returncode == code
    assert not list(tmp_path.iterdir())
    assert not Issue.objects.exists()


def test_a_form_that_is_not_there_is_refused_by_naming_those_that_are(tmp_path):
    assert "json, html, docx, pdf, xlsx" in str(
        refusal(tmp_path, "2022", "--formats", "json,papyrus")
    )


def test_the_sheet_has_one_row_a_fact_with_both_dates(tmp_path):
    pairing = PairingFactory(active=True)
    row = fact(pairing, {"jobs_created": "12", "donations": "1万"}, title="=1+1")
    write(tmp_path, "2022H1", "--formats", "xlsx")
    lines = list(load_workbook(tmp_path / "2022H1-county.xlsx").active.iter_rows(values_only=True))
    heading = lines[0]
    found = [dict(zip(heading, line, strict=True)) for line in lines[1:]]
    of_jobs = next(line for line in found if line["指标代码"] == "jobs_created")
    assert of_jobs["事实编号"] == f"contribution:{row.pk}"
    assert str(of_jobs["发生日期"])[:10] == "2022-05-10"
    assert of_jobs["填报时间"]
    assert of_jobs["数值"] == "12个"
    assert of_jobs["链接"] == f"/pairings/contributions/{row.pk}/"
    assert {line["指标代码"] for line in found} == {
        "jobs_created",
        "donations",
        "active_pairings",
        "meeting_rate",
    }


def test_the_page_is_self_contained_and_each_number_links_to_its_facts(tmp_path):
    row = fact(
        PairingFactory(active=True), {"jobs_created": "12"}, title="<script>alert(1)</script>"
    )
    write(tmp_path, "2022H1", "--formats", "html")
    page = (tmp_path / "2022H1-county.html").read_text(encoding="utf-8")
    assert "巩固拓展脱贫攻坚成果" in page
    assert '<a href="#jobs_created">12个</a>' in page
    assert f'id="jobs_created-contribution:{row.pk}"' in page
    assert "<script" not in page
    assert "http" not in page
