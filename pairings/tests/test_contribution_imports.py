"""The register of contributions in and out."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import TrailEntry
from accounts.registers import import_sheet
from accounts.tests.factories import UserFactory
from officers.tests.factories import AppointmentFactory, EnterpriseFactory
from pairings.imports.contribution import ContributionRegister
from pairings.models import Contribution, Metric, Outcome, Project
from pairings.tests.factories import ContributionFactory, PairingFactory
from villages.tests.factories import VillageFactory

pytestmark = pytest.mark.django_db
HEAD = "ref,happened_on,carrier,officer_code,village_code,title"
ROW = "HT-1,2022-08-02,capital,T0001,511124100201,修建产业路"


def run(*rows, by=None):
    return import_sheet(
        "contributions", "\n".join(rows).encode(), "台账.csv", by=by or UserFactory()
    )


def places(report):
    return [(fault.row, fault.heading) for fault in report.faults]


def quantities(ref):
    rows = Outcome.objects.filter(contribution__ref=ref).select_related("metric")
    return {row.metric.code: row.quantity.text() for row in rows}


@pytest.fixture(autouse=True)
def pairing(town):
    village = VillageFactory(town=town, code="511124100201", in_programme=True)
    term = AppointmentFactory(active=True, officer__officer_code="T0001", officer__name="张三")
    return PairingFactory(active=True, village=village, appointment=term)


def test_a_row_makes_a_reported_fact_with_quantities_as_people_write_them(pairing):
    report = run(
        f"{HEAD},funds_attracted,jobs_created,forest_length",
        f"{ROW},120万,2000余,7.4公里",
        by=UserFactory(),
    )
    assert str(report) == "contributions: 1 created, 0 updated, 0 unchanged"
    contribution = Contribution.objects.get()
    assert (contribution.state, contribution.officer, contribution.village, contribution.town) == (
        "reported",
        pairing.officer,
        pairing.village,
        pairing.village.town,
    )
    assert quantities("HT-1") == {
        "funds_attracted": "120万元",
        "jobs_created": "2000余个",
        "forest_length": "7.4公里",
    }
    assert TrailEntry.objects.get().act == "import"


NO_REFERENCES = ["HT\n1", "HT\t1", "HT/1", "HT\\1", "HT／1", "../HT", "HT..1", "H\u20281"]


@pytest.mark.parametrize("typed", NO_REFERENCES)
def test_a_reference_is_one_line_without_slashes_and_dots_in_a_row(typed):
    head, row = f"{HEAD},project_code", ROW.removeprefix("HT-1")
    assert places(run(head, f'"{typed}"{row},XM-1')) == [(2, "ref")]
    assert places(run(head, f'HT-1{row},"{typed}"')) == [(2, "project_code")]
    assert not Contribution.objects.exists()
    assert not Project.objects.exists()


def test_the_numbers_on_papers_of_others_may_hold_a_slash_and_neither_line_break_nor_dots_in_a_row():
    head = f"{HEAD},contract_no,receipt_no"
    assert places(run(head, f'{ROW},"合同\n1","票..据"')) == [(2, "contract_no"), (2, "receipt_no")]
    assert run(head, f"{ROW},井建/2022-03,票据No.7").created == 1
    assert Contribution.objects.get().contract_no == "井建/2022-03"


def test_columns_are_also_known_by_the_labels_that_people_read(pairing):
    labels = {column.name: str(column.label) for column in ContributionRegister().fields}
    head = ",".join(labels[name] for name in f"{HEAD},jobs_created".split(","))
    assert labels["jobs_created"] == "新增稳定就业岗位"
    assert not run(head, f"{ROW.replace('capital', '资金投入')},12").faults
    assert quantities("HT-1") == {"jobs_created": "12个"}


def test_every_entered_metric_has_a_column(pairing):
    codes = [metric.code for metric in Metric.objects.entered()]
    run(f"{HEAD},{','.join(codes)}", f"{ROW},{','.join('3' for _ in codes)}")
    assert set(quantities("HT-1")) == set(codes)
    assert len(codes) == 17


@pytest.mark.parametrize(
    "code", ["titles_awarded", "collective_income_growth", "meeting_rate", "active_pairings"]
)
def test_a_computed_metric_as_a_column_is_a_fault(code):
    report = run(f"{HEAD},{code}", f"{ROW},")
    assert [fault.heading for fault in report.faults] == [code]
    assert not Contribution.objects.exists()


def test_the_paired_officer_is_meant_if_none_is_named(pairing):
    run("ref,happened_on,carrier,village_code,title", "HT-1,2022-08-02,capital,511124100201,修路")
    assert Contribution.objects.get().officer == pairing.officer


def test_an_officer_is_also_named_by_id_number(pairing):
    head = HEAD.replace("officer_code", "id_number")
    run(head, ROW.replace("T0001", pairing.officer.id_number))
    assert Contribution.objects.get().officer == pairing.officer


def test_optional_columns_are_kept(pairing):
    enterprise = EnterpriseFactory()
    head = (
        f"{HEAD},enterprise_credit_code,project_code,contract_no,receipt_no,site,stage,share,note"
    )
    run(head, f"{ROW},{enterprise.credit_code},XM-1,HT22,PJ33,三组,landed,62.5%,经核")
    contribution = Contribution.objects.get()
    assert (
        contribution.enterprise,
        contribution.project.code,
        contribution.project.enterprise,
    ) == (
        enterprise,
        "XM-1",
        enterprise,
    )
    assert (
        contribution.contract_no,
        contribution.receipt_no,
        contribution.site,
        contribution.stage,
        str(contribution.share),
        contribution.note,
    ) == (
        "HT22",
        "PJ33",
        "三组",
        "landed",
        "62.50",
        "经核",
    )


def test_facts_of_one_project_share_it(pairing):
    rows = (f"{ROW.replace('HT-1', ref)},XM-1" for ref in ("HT-1", "HT-2"))
    run(f"{HEAD},project_code", *rows)
    assert Project.objects.get().contributions.count() == 2


def test_a_fact_of_the_whole_united_front_needs_no_officer_and_no_village():
    run(
        "ref,happened_on,carrier,scope,title,consultations",
        "T-1,2022-05-01,intellect,united_front,政策咨询,6",
    )
    contribution = Contribution.objects.get()
    assert (contribution.officer, contribution.town, contribution.scope) == (
        None,
        None,
        "united_front",
    )


@pytest.mark.parametrize(
    ("state", "stored"),
    [
        ("", "reported"),
        ("county_confirmed", "county_confirmed"),
        ("县级已确认", "county_confirmed"),
        ("town_verified", "town_verified"),
        ("withdrawn", "withdrawn"),
    ],
)
def test_a_state_is_honoured_for_staff(staff, state, stored):
    run(f"{HEAD},state,jobs_created", f"{ROW},{state},12", by=staff)
    contribution = Contribution.objects.get()
    assert contribution.state == stored
    assert (contribution.confirmed_by == staff) == (stored == "county_confirmed")
    assert (contribution.verified_by == staff) == (stored == "town_verified")
    assert quantities("HT-1") == {"jobs_created": "12个"}


def test_a_state_is_not_honoured_for_others(liaison):
    run(f"{HEAD},state", f"{ROW},county_confirmed", by=liaison)
    assert Contribution.objects.get().state == "reported"


def test_the_same_sheet_twice_changes_nothing(staff):
    rows = (f"{HEAD},state,jobs_created,donations", f"{ROW},county_confirmed,2000余,1.5万")
    run(*rows, by=staff)
    assert str(run(*rows, by=staff)) == "contributions: 0 created, 0 updated, 1 unchanged"


def test_blank_cells_and_absent_columns_leave_what_is_stored(staff):
    run(f"{HEAD},site,jobs_created", f"{ROW},三组,12", by=staff)
    assert str(run("ref,site,jobs_created", "HT-1,,", by=staff)).endswith("1 unchanged")
    assert str(run("ref,title,donations", "HT-1,新修路,1万", by=staff)).endswith(
        "1 updated, 0 unchanged"
    )
    contribution = Contribution.objects.get()
    assert (contribution.site, contribution.title) == ("三组", "新修路")
    assert quantities("HT-1") == {"jobs_created": "12个", "donations": "1万元"}


def test_only_a_changed_quantity_is_an_update(staff):
    run(f"{HEAD},jobs_created", f"{ROW},12", by=staff)
    assert (
        str(run("ref,jobs_created", "HT-1,13", by=staff))
        == "contributions: 0 created, 1 updated, 0 unchanged"
    )
    assert quantities("HT-1") == {"jobs_created": "13个"}


def test_staff_confirm_a_reported_fact_by_sheet(staff):
    run(f"{HEAD},jobs_created", f"{ROW},12", by=staff)
    assert str(run("ref,state", "HT-1,county_confirmed", by=staff)).endswith(
        "1 updated, 0 unchanged"
    )
    assert Contribution.objects.get().confirmed_by == staff


@pytest.mark.parametrize("cells", ["新标题,,", ",13,", ",,reported", ",,withdrawn"])
def test_a_confirmed_fact_is_not_changed_by_a_sheet(staff, cells):
    run(f"{HEAD},state,jobs_created", f"{ROW},county_confirmed,12", by=staff)
    report = run("ref,title,jobs_created,state", f"HT-1,{cells}", by=staff)
    assert places(report) == [(2, "ref")]
    assert (Contribution.objects.get().title, quantities("HT-1")) == (
        "修建产业路",
        {"jobs_created": "12个"},
    )


def test_what_the_town_has_verified_is_not_changed_by_a_sheet(staff, pairing):
    contribution = ContributionFactory(pairing=pairing, verified=True)
    assert places(run("ref,title", f"{contribution.ref},别的", by=staff)) == [(2, "ref")]


def test_a_liaison_changes_the_own_entries_only(liaison, staff):
    run(HEAD, ROW, by=staff)
    assert places(run("ref,title", "HT-1,别的", by=liaison)) == [(2, "ref")]
    run(HEAD, ROW.replace("HT-1", "HT-2"), by=liaison)
    assert str(run("ref,title", "HT-2,别的", by=liaison)).endswith("1 updated, 0 unchanged")


def test_a_liaison_imports_for_the_own_town_only(stranger, liaison):
    assert set(places(run(HEAD, ROW, by=stranger))) == {(2, "officer_code"), (2, "village_code")}
    run(HEAD, ROW, by=liaison)
    report = run("ref,title", "HT-1,别的", by=stranger)
    assert places(report) == [(2, "ref")]
    assert "张三" not in report.faults[0].reason


@pytest.mark.parametrize("who", ["leader", "auditor", "administrator"])
def test_readers_import_nothing(request, who):
    with pytest.raises(PermissionDenied):
        run(HEAD, ROW, by=request.getfixturevalue(who))


def test_every_fault_is_named_and_nothing_saved(staff):
    report = run(
        f"{HEAD},scope,enterprise_credit_code,share,jobs_created,donor_enterprises",
        "A,2022-08-02,capital,T0001,511124100201,好,,,,12,3",
        "B,2099-08-02,capital,T0001,511124100201,未到,,,,,",
        "C,2022-08-02,money,T0001,511124100201,载体,,,,,",
        "D,2022-08-02,capital,T9999,511124100201,人,,,,,",
        "E,2022-08-02,capital,T0001,999999999999,村,,,,,",
        "F,2022-08-02,capital,,,谁,,,,,",
        "G,2022-08-02,capital,T0001,511124100201,口径,united_front,,,12,",
        "H,2022-08-02,capital,T0001,511124100201,份额,,,101,,",
        "I,2022-08-02,capital,T0001,511124100201,单位,,,,12公里,",
        "J,2022-08-02,capital,T0001,511124100201,负数,,,,-3,",
        "K,,capital,T0001,511124100201,日期,,,,,",
        "A,2022-08-02,capital,T0001,511124100201,重复,,,,,",
        "L,2022-08-02,capital,T0001,511124100201,企业,,91511124MA0000000X,,,",
        by=staff,
    )
    assert places(report) == [
        (3, "happened_on"),
        (4, "carrier"),
        (5, "officer_code"),
        (6, "village_code"),
        (7, "officer_code"),
        (8, "jobs_created"),
        (9, "share"),
        (10, "jobs_created"),
        (11, "jobs_created"),
        (12, "happened_on"),
        (13, "ref"),
        (14, "enterprise_credit_code"),
    ]
    assert not Contribution.objects.exists()


def test_a_longer_sheet_costs_no_more_queries(staff):
    def queries(first, rows):
        lines = [
            f"{ROW.replace('HT-1', f'HT-{n}')},county_confirmed,{n}"
            for n in range(first, first + rows)
        ]
        with CaptureQueriesContext(connection) as captured:
            assert not run(f"{HEAD},state,jobs_created", *lines, by=staff).faults
        return len(captured)

    # SQLite takes fewer parameters a statement than PostgreSQL, so that rows and their versions go in by the dozen.
    assert queries(200, 100) - queries(100, 2) <= 8
