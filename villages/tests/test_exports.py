"""Exported village registers import unchanged; the commands for export and import."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import TrailEntry
from accounts.registers import export_sheet, import_sheet
from jingyan.parsing import clean_text
from jingyan.quantity import Qualifier
from jingyan.tests.examples import fewer_examples
from villages.models import Demand, DemandCategory, VillageYear
from villages.tests.factories import (
    DemandFactory,
    TitleFactory,
    VillageFactory,
    VillageYearFactory,
)

pytestmark = pytest.mark.django_db

WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30).map(clean_text).filter(bool)
MONEY = st.none() | st.decimals(0, 10**12, places=2)
DAYS = st.dates(date(2000, 1, 1), date(2025, 12, 31))


def reads_back_unchanged(register, path, by):
    rows = export_sheet(register, path, by=by)
    report = import_sheet(register, path, path.name, by=by)
    assert report.faults == []
    assert str(report) == f"{register}: 0 created, 0 updated, {rows} unchanged"


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_each_register_reads_back_unchanged(tmp_path, ending, staff):
    village = VillageFactory(tier="provincial", in_programme=True, lead_industry="=柑橘+'")
    VillageYearFactory(village=village, household_income=None)
    DemandFactory(village=village, value=Decimal("7.40"), unit="公里", qualifier="余")
    TitleFactory(village=village)
    TitleFactory(village=None, town=village.town)
    for register in ("villages", "village_years", "demands", "titles"):
        reads_back_unchanged(register, tmp_path / f"{register}.{ending}", staff)


@fewer_examples
@given(
    st.lists(
        st.tuples(
            WORDS,
            MONEY,
            st.sampled_from(["", "亩", "元", "公里"]),
            st.sampled_from(["", *Qualifier]),
            DAYS,
        ),
        min_size=1,
        max_size=5,
    )
)
def test_any_demands_read_back_unchanged(tmp_path, staff, rows):
    Demand.objects.all().delete()
    for title, value, unit, qualifier, day in rows:
        known = {} if value is None else {"value": value, "unit": unit, "qualifier": qualifier}
        DemandFactory(title=title, raised_on=day, **known)
    reads_back_unchanged("demands", tmp_path / "x.csv", staff)


def test_categories_that_the_office_adds_are_read_back(tmp_path, staff):
    DemandFactory(category=DemandCategory.objects.create(code="culture", name="文化活动"))
    reads_back_unchanged("demands", tmp_path / "x.xlsx", staff)


def test_an_export_holds_what_its_reader_sees(tmp_path, town, other_town, liaison):
    own, _foreign = VillageFactory(town=town), VillageFactory(town=other_town)
    export_sheet("villages", tmp_path / "x.csv", by=liaison)
    assert (tmp_path / "x.csv").read_text("utf-8-sig").splitlines() == [
        "village_code,tier,lead_industry,in_programme",
        f"{own.code},none,,否",
    ]
    assert TrailEntry.objects.get(act="export").changes == {"register": "villages", "rows": 1}


def command(*arguments):
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command(*arguments, stdout=out, stderr=err)
    except CommandError as error:
        return error.returncode, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


@pytest.fixture
def sheet(tmp_path):
    VillageFactory(code="511124100201")
    path = tmp_path / "years.csv"
    path.write_text("village_code,year,households\n511124100201,2021,400\n")
    return path


def test_the_command_says_what_it_did(sheet):
    assert command("import_sheet", "village_years", str(sheet)) == (
        0,
        "village_years: 1 created, 0 updated, 0 unchanged\n",
        "",
    )
    assert TrailEntry.objects.get(act="import").by == "import"


def test_a_dry_run_says_the_same_and_saves_nothing(sheet):
    assert command("import_sheet", "village_years", str(sheet), "--dry-run") == (
        0,
        "village_years: 1 created, 0 updated, 0 unchanged\n",
        "",
    )
    assert not VillageYear.objects.exists()
    assert not TrailEntry.objects.exists()


def test_faults_go_to_stderr_and_into_the_file_given_back(sheet, tmp_path):
    sheet.write_text(
        "village_code,year,households\n511124100201,2021,many\n511124100201,2022,400\n"
    )
    back = tmp_path / "back.xlsx"
    returncode, out, err = command(
        "import_sheet", "village_years", str(sheet), "--faults", str(back)
    )
    assert (returncode, out) == (1, "")
    assert err.startswith("years!2 households: many — ")
    assert len(err.splitlines()) == 1
    rows = list(openpyxl.load_workbook(back).active.iter_rows(values_only=True))
    assert rows[1][:3] == ("511124100201", "2021", "many")
    assert str(rows[1][3]).startswith("households: ")
    assert rows[2][3] is None


def test_a_table_without_rows_is_refused_by_the_command_in_the_words_of_the_page(sheet):
    sheet.write_text("village_code,year,households\n")
    with override("en"), pytest.raises(CommandError, match="headings but no rows") as refusal:
        call_command("import_sheet", "village_years", str(sheet))
    assert refusal.value.returncode == 1
    assert not TrailEntry.objects.exists()


def test_hidden_rows_are_named_beside_the_counts(sheet, tmp_path):
    book, path = openpyxl.Workbook(), tmp_path / "years.xlsx"
    book.active.append(["village_code", "year", "households"])
    for year in (2020, 2021, 2022):
        book.active.append(["511124100201", str(year), 400])
    book.active.row_dimensions[3].hidden = book.active.row_dimensions[4].hidden = True
    book.save(path)
    with override("en"):
        returncode, out, err = command("import_sheet", "village_years", str(path), "--dry-run")
    assert (returncode, out) == (0, "village_years: 3 created, 0 updated, 0 unchanged\n")
    assert "2 hidden rows were read as well (rows 3–4)" in err


def test_a_column_that_is_missing_goes_by_its_label_and_others_by_the_heading_in_the_file(sheet):
    sheet.write_text("year,households\n20,many\n")
    with override("zh-hans"):
        returncode, _out, err = command("import_sheet", "village_years", str(sheet))
    assert returncode == 1
    assert err.startswith("years!1 村代码: ")
    assert "village_code" not in err
    assert "years!2 households: many — " in err


def test_wrong_use_and_bad_data_have_different_exit_codes(sheet, tmp_path, leader):
    path = str(sheet)
    assert command("import_sheet", "stars", path)[0] == 2
    assert command("import_sheet", "village_years", str(tmp_path / "none.csv"))[0] == 2
    assert command("import_sheet", "village_years", path, "--by", "nobody")[0] == 2
    assert command("import_sheet", "village_years", path, "--by", leader.username)[0] == 1
    (tmp_path / "bad.xlsx").write_bytes(b"no workbook")
    assert command("import_sheet", "village_years", str(tmp_path / "bad.xlsx"))[0] == 1
    assert command("export_sheet", "stars", str(tmp_path / "x.csv"))[0] == 2
    assert command("export_sheet", "villages", str(tmp_path / "x.pdf"))[0] == 2
    assert command("export_sheet", "villages", str(tmp_path / "none" / "x.csv"))[0] == 2


def test_the_command_exports_the_register(sheet, tmp_path):
    assert command("export_sheet", "villages", str(tmp_path / "x.xlsx"))[:2] == (
        0,
        "villages: 1 rows\n",
    )
    rows = list(openpyxl.load_workbook(tmp_path / "x.xlsx").active.iter_rows(values_only=True))
    assert rows[0] == ("village_code", "tier", "lead_industry", "in_programme")
    assert rows[1][0] == "511124100201"


def test_a_named_user_imports_only_what_they_can_see(sheet, liaison):
    returncode, out, err = command(
        "import_sheet", "village_years", str(sheet), "--by", liaison.username
    )
    assert (returncode, out) == (1, "")
    assert err.startswith("years!2 village_code: 511124100201 — ")
    assert not VillageYear.objects.exists()
