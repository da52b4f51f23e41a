"""Imports of the village registers: rows saved or refused, and the trail entry of a file."""

import hashlib
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import TrailEntry
from accounts.registers import import_sheet
from accounts.tests.factories import UserFactory
from villages.models import Demand, Title, Village, VillageYear
from villages.tests.factories import DemandFactory, VillageFactory, VillageYearFactory

pytestmark = pytest.mark.django_db


def run(register, text, *, by=None, encoding="utf-8"):
    return import_sheet(register, text.strip().encode(encoding), "台账.csv", by=by or UserFactory())


def places(report):
    return [(fault.row, fault.heading) for fault in report.faults]


@pytest.fixture
def village(town):
    return VillageFactory(town=town, code="511124100201")


def test_a_sheet_creates_updates_and_leaves_alone(village):
    VillageYearFactory(village=village, year=2020, households=400)
    VillageYearFactory(village=village, year=2021, households=410)
    text = """
village_code,year,households
511124100201,2020,400
511124100201,2021,411
511124100201,2022,420
"""
    assert str(run("village_years", text)) == "village_years: 1 created, 1 updated, 1 unchanged"
    assert str(run("village_years", text)) == "village_years: 0 created, 0 updated, 3 unchanged"
    assert list(VillageYear.objects.order_by("year").values_list("households", flat=True)) == [
        400,
        411,
        420,
    ]


def test_with_one_fault_nothing_is_saved_and_every_fault_is_named(village):
    report = run(
        "village_years",
        """
village_code,year,households,edge_households,operating_income
511124100201,2020,400,9,168.6万
511124100201,2021,many,,-5
999999999999,2021,400,,5
511124100201,2020,400,,5
511124100201,2022,40,41,100余
511124100201,,40,4,5
""",
    )
    assert places(report) == [
        (3, "households"),
        (3, "operating_income"),
        (4, "village_code"),
        (5, "village_code"),
        (6, "edge_households"),
        (7, "year"),
    ]
    assert not VillageYear.objects.exists()
    assert not TrailEntry.objects.filter(act="import").exists()


def test_rules_across_cells_count_what_is_stored(village):
    VillageYearFactory(village=village, year=2021, households=40, edge_households=4)
    report = run("village_years", "village_code,year,edge_households\n511124100201,2021,41")
    assert places(report) == [(2, "edge_households")]


def test_blank_cells_and_absent_columns_leave_the_stored_value(village):
    Village.objects.update(tier="provincial", lead_industry="柑橘", in_programme=True)
    report = run("villages", "village_code,tier,lead_industry\n511124100201,,生猪")
    assert str(report) == "villages: 0 created, 1 updated, 0 unchanged"
    village.refresh_from_db()
    assert (village.tier, village.lead_industry, village.in_programme) == (
        "provincial",
        "生猪",
        True,
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_choices_are_read_by_code_or_words_in_any_usual_encoding(village, encoding):
    run(
        "villages",
        "village_code,tier,in_programme,lead_industry\n511124100201,MUNICIPAL,是,柑橘",
        encoding=encoding,
    )
    village.refresh_from_db()
    assert (village.tier, village.in_programme, village.lead_industry) == (
        "municipal",
        True,
        "柑橘",
    )


def test_a_sheet_never_creates_villages():
    assert places(run("villages", "village_code,tier\n511124100299,none")) == [(2, "village_code")]


def test_rows_of_another_town_are_refused_by_name(village, other_town, liaison):
    foreign = VillageFactory(town=other_town)
    report = run(
        "village_years", f"village_code,year\n{village.code},2021\n{foreign.code},2021", by=liaison
    )
    assert places(report) == [(3, "village_code")]
    assert not VillageYear.objects.exists()
    assert not run("village_years", f"village_code,year\n{village.code},2021", by=liaison).faults


@pytest.mark.parametrize("register", ["villages", "titles"])
def test_a_sheet_refuses_what_a_form_refuses(register, village, liaison):
    with pytest.raises(PermissionDenied):
        run(register, "village_code,tier\n511124100201,none", by=liaison)


def test_one_import_leaves_one_entry_with_the_hash_of_the_file(village, staff):
    text = "village_code,year\n511124100201,2021"
    run("village_years", text, by=staff)
    entry = TrailEntry.objects.get(act="import")
    assert entry.by == staff.username
    assert entry.changes["sha256"] == hashlib.sha256(text.encode()).hexdigest()
    assert (entry.changes["register"], entry.changes["file"], entry.changes["created"]) == (
        "village_years",
        "台账.csv",
        1,
    )


def test_what_only_the_database_refuses_is_a_fault_of_its_row(village, monkeypatch):
    monkeypatch.setattr("villages.imports.village.VillageYearRegister.check", lambda *_, **__: None)
    report = run(
        "village_years",
        "village_code,year,households,edge_households\n511124100201,2020,9,1\n511124100201,2021,9,10",
    )
    assert places(report) == [(3, "village_code")]
    assert "village_year_edge_within_households" in report.faults[0].reason
    assert not VillageYear.objects.exists()


def test_a_longer_file_costs_no_more_queries(town, staff):
    def queries(count):
        codes = [VillageFactory(town=town).code for _ in range(count)]
        rows = "\n".join(f"{code},agriculture,修路,2022-03-01,3,公里" for code in codes)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert not run(
                "demands", f"village_code,category,title,raised_on,quantity,unit\n{rows}", by=staff
            ).faults
        return len(captured)

    assert queries(3) == queries(40)


def test_demands_keep_their_quantity_unit_and_qualifier(village, staff):
    text = """
village_code,category,title,raised_on,quantity,unit,urgency,source
511124100201,agriculture,柑橘技术指导,2022年3月1日,2000余,亩,high,visit
511124100201,基础设施,修机耕道,2022/3/1,7.4公里,,,
511124100201,other,其他,20220301,,,,
"""
    assert str(run("demands", text, by=staff)) == "demands: 3 created, 0 updated, 0 unchanged"
    assert str(run("demands", text, by=staff)) == "demands: 0 created, 0 updated, 3 unchanged"
    first, second, third = Demand.objects.order_by("pk")
    assert (first.value, first.unit, first.qualifier, first.urgency) == (
        Decimal(2000),
        "亩",
        "余",
        "high",
    )
    assert (second.value, second.unit, second.category.code, second.urgency) == (
        Decimal("7.4"),
        "公里",
        "infrastructure",
        "normal",
    )
    assert (third.value, third.unit, third.raised_on, third.entered_by) == (
        None,
        "",
        date(2022, 3, 1),
        staff,
    )


def test_a_plain_number_keeps_the_unit_of_the_ledger_and_a_unit_alone_is_refused(village):
    demand = DemandFactory(
        village=village, title="修路", value=Decimal(3), unit="公里", raised_on=date(2022, 3, 1)
    )
    row = "511124100201,agriculture,修路,2022-03-01"
    run("demands", f"village_code,category,title,raised_on,quantity\n{row},4")
    demand.refresh_from_db()
    assert (demand.value, demand.unit) == (Decimal(4), "公里")
    assert places(run("demands", f"village_code,category,title,raised_on,unit\n{row},亩")) == [
        (2, "数量")
    ]


def test_importing_a_demand_again_never_moves_it(village, staff):
    DemandFactory(village=village, title="修路", state="met", raised_on=date(2022, 3, 1))
    text = "village_code,category,title,raised_on,urgency\n511124100201,agriculture,修路,2022-03-01,low"
    run("demands", text, by=staff)
    assert Demand.objects.get().state == "met"
    assert places(run("demands", text.replace("urgency", "state"), by=staff)) == [(1, "state")]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("511124100201,agriculture,修路,2099-01-01,,", "raised_on"),
        ("511124100201,space,修路,2022-03-01,,", "category"),
        ("511124100201,agriculture,,2022-03-01,,", "title"),
        ("511124100201,agriculture,修路,2022-02-30,,", "raised_on"),
        ("511124100201,agriculture,修路,2022-03-01,很多,", "quantity"),
        ("511124100201,agriculture,修路,2022-03-01,3亩,公里", "quantity"),
        ("511124100201,agriculture,修路,2022-03-01,,公里", "quantity"),
        ("51112410020,agriculture,修路,2022-03-01,,", "village_code"),
    ],
)
def test_demands_that_cannot_be_are_refused(village, row, column):
    assert places(
        run("demands", f"village_code,category,title,raised_on,quantity,unit\n{row}")
    ) == [(2, column)]


def test_a_liaison_imports_demands_of_their_own_town(village, liaison):
    text = f"village_code,category,title,raised_on\n{village.code},relief,慰问,2022-03-01"
    assert not run("demands", text, by=liaison).faults
    assert Demand.objects.get().entered_by == liaison


def test_titles_belong_to_a_village_or_a_town(village, staff):
    text = """
village_code,town_code,name,level,awarded_on,issuer
511124100201,,乡村治理示范村,provincial,2022-05-01,省委农办
,511124100,治理示范乡镇,国家级,2021-09-01,
511124100201,511124100,乡村振兴示范村,provincial,2022-06-01,
""".replace("国家级", "National")
    assert str(run("titles", text, by=staff)) == "titles: 3 created, 0 updated, 0 unchanged"
    assert str(run("titles", text, by=staff)) == "titles: 0 created, 0 updated, 3 unchanged"
    changed = text.replace("省委农办", "四川省")
    assert str(run("titles", changed, by=staff)) == "titles: 0 created, 1 updated, 2 unchanged"
    assert set(Title.objects.values_list("village__code", "town__code")) == {
        ("511124100201", "511124100"),
        (None, "511124100"),
    }


def test_a_sheet_counts_a_title_of_a_year_once(village, staff):
    head = "village_code,name,level,awarded_on\n"
    first, later, next_year = (
        f"{village.code},治理示范,provincial,{day}"
        for day in ("2021-05-01", "2021-05-10", "2022-05-01")
    )
    assert places(run("titles", head + first + "\n" + later, by=staff)) == [(3, "awarded_on")]
    assert not run("titles", head + first + "\n" + next_year, by=staff).faults
    assert places(run("titles", head + later, by=staff)) == [(2, "awarded_on")]
    assert Title.objects.count() == 2


def test_titles_that_cannot_be_are_refused(village, other_town, staff):
    report = run(
        "titles",
        f"""
village_code,town_code,name,level,awarded_on
,,无主,provincial,2022-05-01
511124100201,{other_town.code},错配,provincial,2022-05-01
511124100201,,将来,provincial,2099-05-01
511124100201,,重复,provincial,2022-05-01
511124100201,511124100,重复,provincial,2022-05-01
,511124199,无镇,provincial,2022-05-01
""",
        by=staff,
    )
    assert [row for row, _heading in places(report)] == [2, 3, 4, 6, 7]
    assert not Title.objects.exists()
