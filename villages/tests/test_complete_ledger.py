"""The real divisions and three filled workbooks, imported by commands, give a complete ledger."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from accounts.models import Town
from accounts.registers import REGISTERS
from accounts.registers.template import write_template
from villages.models import Demand, Village, VillageYear

pytestmark = pytest.mark.django_db
DIVISIONS = Path(__file__).parents[1] / "data" / "divisions-jingyan.csv"
CATEGORIES = ("农业产业", "集体经济", "劳务就业", "扶贫济困", "基础设施")
YEARS = (2020, 2021)


def fill(register, path, rows):
    """The template of a register with rows beneath its headings, by Chinese heading."""
    with path.open("wb") as out:
        write_template(REGISTERS[register](), out)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    places = {str(cell.value).rstrip("*"): cell.column for cell in sheet[1]}
    for line, row in enumerate(rows, start=2):
        for heading, value in row.items():
            sheet.cell(line, places[heading], value)
    book.save(path)
    return str(path)


def filled(folder, codes):
    """The three workbooks: what the office adds to villages, two years of figures, two demands each."""
    villages = [
        {"村代码": code, "贫困村类别": "省级贫困村", "纳入实施范围": "是"} for code in codes[:8]
    ]
    years = [
        {
            "村代码": code,
            "年份": year,
            "户数": 400 + year - 2020,
            "边缘户": 3,
            "村集体经营性收入": f"{place + 10}.5万",
        }
        for place, code in enumerate(codes)
        for year in YEARS
    ]
    demands = [
        {
            "村代码": code,
            "需求类别": CATEGORIES[(place + turn) % 5],
            "需求内容": title,
            "提出日期": day,
            "数量": amount,
        }
        for place, code in enumerate(codes)
        for turn, (title, day, amount) in enumerate(
            [
                ("硬化产业道路", "2022年3月1日", "7.4公里"),
                ("新建冷链分拣点", date(2022, 4, 2), "2000余平方米"),
            ]
        )
    ]
    return {
        name: fill(name, folder / f"{name}.xlsx", rows)
        for name, rows in {"villages": villages, "village_years": years, "demands": demands}.items()
    }


def test_divisions_and_filled_templates_give_a_complete_ledger_and_exports_read_back(
    tmp_path, capsys
):
    call_command("import_divisions", str(DIVISIONS), county="511124")
    codes = list(Village.objects.order_by("code").values_list("code", flat=True))
    assert (Town.objects.filter(county_code="511124").count(), len(codes)) == (15, 119)
    for register, path in filled(tmp_path, codes).items():
        call_command("import_sheet", register, path)
    output = capsys.readouterr().out
    assert "villages: 0 created, 8 updated, 0 unchanged" in output
    assert "village_years: 238 created, 0 updated, 0 unchanged" in output
    assert "demands: 238 created, 0 updated, 0 unchanged" in output
    assert Village.objects.filter(tier="provincial", in_programme=True).count() == 8
    assert VillageYear.objects.get(village__code=codes[0], year=2021).operating_income == Decimal(
        105_000
    )
    demand = Demand.objects.get(village__code=codes[3], title="新建冷链分拣点")
    assert (str(demand.quantity), demand.state, demand.category.name) == (
        "2000余平方米",
        "open",
        "基础设施",
    )
    for register in ("villages", "village_years", "demands"):
        out = str(tmp_path / f"{register}-out.xlsx")
        call_command("export_sheet", register, out)
        call_command("import_sheet", register, out)
    assert capsys.readouterr().out.count("0 created, 0 updated") == 3


def test_one_wrong_village_in_a_filled_template_stops_the_whole_ledger_and_is_named(
    tmp_path, capsys
):
    call_command("import_divisions", str(DIVISIONS), county="511124")
    codes = list(Village.objects.order_by("code").values_list("code", flat=True))[:5]
    path = filled(tmp_path, [*codes, "511124999999"])["demands"]
    with pytest.raises(CommandError):
        call_command("import_sheet", "demands", path, faults=str(tmp_path / "faults.xlsx"))
    output = capsys.readouterr().err
    assert "511124999999" in output
    assert not Demand.objects.exists()
    assert (tmp_path / "faults.xlsx").exists()
