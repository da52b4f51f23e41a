"""The register of contributions out, and back in."""

import pytest

from accounts.registers import export_sheet, import_sheet
from pairings.models import Outcome, Project
from pairings.tests.factories import ContributionFactory

pytestmark = pytest.mark.django_db


def test_an_export_reads_back_unchanged(tmp_path, staff, pairing):
    confirmed = ContributionFactory(
        pairing=pairing, confirmed=True, outcomes={"funds_attracted": "1234567.89"}
    )
    ContributionFactory(pairing=pairing, verified=True, note="两行\n说明")
    correction = ContributionFactory(
        pairing=pairing, corrects=confirmed, note="更正", outcomes={"jobs_created": -3}
    )
    Outcome.objects.filter(contribution=correction).update(qualifier="近")
    ContributionFactory(
        village=None, officer=None, scope="united_front", outcomes={"forest_length": "7.4"}
    )
    ContributionFactory(
        pairing=pairing,
        project=Project.objects.create(code="XM-1", name="藤椒加工"),
        confirmed=True,
        outcomes={"park_area": 100_000},
    )
    for suffix in (".csv", ".xlsx"):
        path = tmp_path / f"out{suffix}"
        assert export_sheet("contributions", path, by=staff) == 5
        report = import_sheet("contributions", path, path.name, by=staff)
        assert not report.faults, [str(fault) for fault in report.faults]
        assert str(report) == "contributions: 0 created, 0 updated, 5 unchanged"


def test_an_export_holds_no_personal_number(tmp_path, staff, pairing):
    ContributionFactory(pairing=pairing)
    export_sheet("contributions", tmp_path / "out.csv", by=staff)
    text = (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    assert pairing.officer.id_number not in text
    assert pairing.officer.officer_code in text
