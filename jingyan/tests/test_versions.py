"""Field history: every way to write a tracked record keeps its version, versions never change, and nothing leaks."""

from decimal import Decimal

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import translation

from accounts import moves
from accounts.models import acting, kept
from accounts.registers import import_sheet
from accounts.trail.history import history
from evaluations.tests.factories import EvaluationFactory
from jingyan.crypto import BlindIndexField, EncryptedField, new_key
from officers.models import Officer
from officers.tests.factories import OfficerFactory
from villages.actions.village import save_village
from villages.actions.year import save_year
from villages.models import Village, VillageYear
from villages.tests.factories import DemandFactory, VillageFactory, VillageYearFactory

pytestmark = pytest.mark.django_db
TRACKED = [model for model in apps.get_models() if kept(model)]


def told(row, user):
    """The history as (who, act, {field: (before, after)}), latest first."""
    return [
        (
            line.by,
            str(line.label),
            {change.label: (change.before, change.after) for change in line.changes},
        )
        for line in history(row, user)
    ]


@pytest.fixture
def village(town):
    return VillageFactory(town=town, lead_industry="柑橘", tier=Village.Tier.NONE)


def test_what_people_edit_is_tracked():
    names = {model._meta.label for model in TRACKED}
    assert names >= {
        "villages.Village",
        "villages.VillageYear",
        "villages.Demand",
        "villages.Title",
        "officers.Officer",
        "officers.Enterprise",
        "officers.Registration",
        "officers.Appointment",
        "pairings.Pairing",
        "pairings.Meeting",
        "pairings.Contribution",
        "pairings.Project",
        "evaluations.Evaluation",
    }


@pytest.mark.parametrize("model", TRACKED, ids=lambda model: model.__name__)
def test_no_version_holds_a_personal_number_in_clear(model):
    for field in model._meta.concrete_fields:
        copies = [
            copy for copy in model.history.model._meta.concrete_fields if copy.name == field.name
        ]
        if isinstance(field, EncryptedField):
            assert all(isinstance(copy, EncryptedField) for copy in copies)
        if isinstance(field, BlindIndexField):
            assert copies == []


@pytest.mark.usefixtures("_english")
def test_an_edit_stands_beneath_its_act_in_words(village, staff):
    village.lead_industry, village.tier = "生猪", Village.Tier.PROVINCIAL
    save_village(village, by=staff)
    assert told(village, staff) == [
        (
            staff.full_name,
            "Changed",
            {
                "Lead industry": ("柑橘", "生猪"),
                "Tier": ("Not listed", "Provincial-level poor village"),
            },
        )
    ]


@pytest.mark.usefixtures("_english")
def test_amounts_are_printed_as_reports_print_them(village, staff):
    year = VillageYearFactory(village=village, operating_income=1_686_000)
    year.operating_income = Decimal(12_500_000)
    save_year(year, by=staff)
    assert told(year, staff)[0][2] == {"Collective operating income": ("168.6万元", "1250万元")}


def test_a_move_is_one_line_with_what_it_set(village, staff, officer_user):
    demand = DemandFactory(village=village)
    moves.make(demand, "take_up", by=officer_user, changes={"taken_up_by": officer_user})
    (line,) = history(demand, staff)
    assert (line.by, line.before != line.after, line.changes) == (officer_user.full_name, True, [])


def test_a_form_names_its_user(client, village, staff):
    client.force_login(staff)
    client.post(
        reverse("villages:village_update", args=[village.pk]),
        {"tier": "municipal", "lead_industry": "茶叶"},
    )
    assert village.history.latest().history_user == staff


def test_bulk_writes_keep_versions_too(village, staff):
    with acting(staff):
        years = VillageYear.objects.bulk_create(
            [VillageYear(village=village, year=year) for year in (2020, 2021)]
        )
        years[0].households = 10
        VillageYear.objects.bulk_update(years, ["households"])
        VillageYear.objects.filter(village=village).update(population=30)
    versions = list(
        years[0]
        .history.order_by("history_id")
        .values_list("history_type", "households", "population")
    )
    assert versions == [("+", None, None), ("~", 10, None), ("~", 10, 30)]
    assert {version.history_user for version in VillageYear.history.all()} == {staff}


@pytest.mark.usefixtures("_english")
def test_an_import_is_named_with_who_imported(village, staff):
    source = f"village_code,lead_industry\n{village.code},花椒\n".encode()
    assert import_sheet("villages", source, "v.csv", by=staff).updated == 1
    assert told(village, staff) == [
        (staff.full_name, "Imported", {"Lead industry": ("柑橘", "花椒")})
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE villages_historicalvillage SET lead_industry = 'x'",
        "DELETE FROM villages_historicalvillage",
    ],
)
def test_raw_sql_changes_no_version(village, statement):
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        connection.cursor().execute(statement)


def test_sealed_columns_alone_may_be_written_anew():
    OfficerFactory()
    cursor = connection.cursor()
    cursor.execute("UPDATE officers_historicalofficer SET phone = ''")
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        cursor.execute("UPDATE officers_historicalofficer SET phone = '', name = 'x'")


def test_a_changed_phone_is_sealed_told_as_changed_and_follows_the_key(staff, settings):
    officer = OfficerFactory(phone="13800001111")
    officer.phone = "13900002222"
    with acting(staff):
        officer.save()
    (line, *_) = [line for line in history(officer, staff) if line.changes]
    assert [(change.before, change.after) for change in line.changes] == [(None, None)]
    new = new_key("new")
    settings.FIELD_KEYS = f"{new},{settings.FIELD_KEYS}"
    call_command("rotate_keys", verbosity=0)
    settings.FIELD_KEYS = new
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM officers_historicalofficer")
        assert all(phone.startswith("new:") for (phone,) in cursor.fetchall())
    assert {version.phone for version in officer.history.all()} == {"13800001111", "13900002222"}


def test_the_affiliation_is_told_to_those_who_may_see_it(staff, auditor):
    officer = OfficerFactory()
    officer.political_affiliation = Officer.Affiliation.CPC
    Officer.objects.filter(pk=officer.pk).update(political_affiliation=Officer.Affiliation.MASSES)
    with acting(staff):
        officer.save()
    assert sum(len(line.changes) for line in history(officer, staff)) >= 1
    assert sum(len(line.changes) for line in history(officer, auditor)) == 0


def test_grades_are_told_to_the_town_only_by_the_page(liaison, staff):
    evaluation = EvaluationFactory(pairing__village__town=liaison.town)
    evaluation.total = 90
    with acting(staff):
        evaluation.save()
    assert any(line.changes for line in history(evaluation, staff))
    assert not any(line.changes for line in history(evaluation, liaison))


def test_a_history_names_no_record_out_of_sight(village, staff, liaison):
    demand = DemandFactory(village=VillageFactory(name="邻镇村"))
    demand.village = village
    with acting(staff):
        demand.save()
    assert told(demand, staff)[0][2].popitem()[1] == ("邻镇村", village.name)
    assert "邻镇村" not in str(told(demand, liaison))


def test_a_longer_history_costs_no_more_queries(village, staff, django_assert_num_queries):
    for name in ("茶叶", "花椒", "蚕桑"):
        with acting(staff):
            Village.objects.filter(pk=village.pk).update(lead_industry=name)
    with django_assert_num_queries(2):
        assert len(history(village, staff)) == 3


@pytest.fixture
def _english():
    with translation.override("en"):
        yield
