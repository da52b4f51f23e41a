"""The demonstration's facts give the published figures of the half-year, each with its facts."""

import json
from typing import Any

import pytest
from django.core.management import call_command

from pairings.models import Contribution
from reports.tests.demonstration import seed

# code: (value, text) as published in “Work effect”, and what follows from the same facts.
PUBLISHED = {
    "industries_introduced": ("27", "27个"),
    "entities_cultivated": ("11", "11个"),
    "jobs_created": ("2000", "2000余个"),
    "funds_attracted": ("120000000", "1.2亿元"),
    "donations": ("1686000", "168.6万元"),
    "disadvantaged_jobs": ("80", "80余人"),
    "students_aided": ("30", "30余人"),
    "environment_investment": ("14000000", "1400余万元"),
    "titles_awarded": ("7", "7个"),
    "donor_enterprises": ("26", "26家"),
    "site_donations": ("1500000", "150万元"),
    "forest_length": ("7.4", "7.4公里"),
    "park_area": ("100000", "100000亩"),
    "active_pairings": ("38", "38个"),
    "pairings_provincial_tier": ("8", "8个"),
    "pairings_municipal_tier": ("19", "19个"),
}
WITHOUT_FACTS = {"jobs_held", "consultations", "promise_kept_rate"}


@pytest.fixture
def report(db, tmp_path):
    seed()
    call_command("issue_report", "2022H1", "--formats", "json", out=str(tmp_path))
    data: dict[str, Any] = json.loads((tmp_path / "2022H1-county.json").read_text(encoding="utf-8"))
    return data


def test_the_published_half_year_comes_out_as_published(report):
    figures = report["figures"]
    assert len(figures) == 28
    found = {code: (figures[code]["value"], figures[code]["text"]) for code in PUBLISHED}
    assert found == PUBLISHED
    assert 30 < float(figures["collective_income_growth"]["value"]) < 33
    assert float(figures["household_income_gain"]["value"]) > 800
    assert {code for code, figure in figures.items() if figure["value"] is None} == WITHOUT_FACTS
    for code, figure in figures.items():
        assert bool(figure["facts"]) is (code not in WITHOUT_FACTS), code
        assert bool(figure["missing"]) is (code in WITHOUT_FACTS), code


def test_every_fact_named_is_confirmed_and_of_the_half_year(report):
    named = {
        int(name.split(":")[1])
        for code in PUBLISHED
        for name in report["figures"][code]["facts"]
        if "contr" in name
    }
    rows = Contribution.objects.filter(pk__in=named)
    assert rows.count() == len(named)
    assert set(rows.values_list("state", flat=True)) == {Contribution.State.COUNTY_CONFIRMED}
    assert {str(day)[:4] for day in rows.values_list("happened_on", flat=True)} == {"2022"}


def test_a_fresh_demonstration_passes_the_data_check(report, capsys):
    call_command("check_data")
    assert "ERROR" not in capsys.readouterr().out
