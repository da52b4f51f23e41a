"""Files for every register: a tidy row, the same row in all usual notations, and faulty rows."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from accounts.registers import REGISTERS
from jingyan.parsing import parse_date
from officers.tests.factories import credit_code, id_number

VILLAGE, TOWN, OUTSIDE = "511124100201", "511124100", "511124101201"
# One tidy row for each register that creates or changes a record.
ROWS: dict[str, dict[str, str]] = {
    "villages": {
        "village_code": VILLAGE,
        "tier": "provincial",
        "lead_industry": "柑橘12",
        "in_programme": "是",
    },
    "enterprises": {
        "credit_code": credit_code(8_001),
        "name": "井研县某某（集团）公司3",
        "industry": "食品",
        "town_code": TOWN,
    },
    "officers": {
        "id_number": id_number(8_001),
        "name": "阿卜杜拉·买买提",
        "phone": "19900000001",
        "political_affiliation": "群众",
        "education": "大专",
        "channel": "自荐",
        "willing_on": "2021-12-01",
    },
    "village_years": {
        "village_code": VILLAGE,
        "year": "2021",
        "households": "1300",
        "operating_income": "1686000",
    },
    "demands": {
        "village_code": VILLAGE,
        "category": "基础设施",
        "title": "修机耕道3公里",
        "raised_on": "2022-03-01",
        "quantity": "7.4公里",
    },
    "pairings": {
        "officer_code": "T0001",
        "village_code": VILLAGE,
        "starts_on": "2022-03-01",
        "reason": "村有需求",
    },
    "meetings": {
        "town_code": TOWN,
        "quarter": "2022Q3",
        "held_on": "2022-08-12",
        "place": "镇会议室2",
        "chair": "张三",
    },
    "contributions": {
        "ref": "HT-1",
        "happened_on": "2022-08-02",
        "carrier": "capital",
        "officer_code": "T0002",
        "village_code": "511124100202",
        "title": "修建产业路",
        "funds_attracted": "1200000",
    },
    "titles": {
        "village_code": VILLAGE,
        "name": "乡村治理示范村",
        "level": "provincial",
        "awarded_on": "2022-05-01",
    },
}
DATES = {"willing_on", "raised_on", "starts_on", "held_on", "happened_on", "awarded_on"}
AMOUNTS = {"operating_income", "funds_attracted", "households"}
CODES = {"village_code", "town_code", "year"}
# A text keeps its width, and so does the name of a firm; these hold numbers, dates and codes.
FIGURES = DATES | AMOUNTS | CODES | {"id_number", "phone", "credit_code"}
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def table(row: dict[str, str], *, delimiter: str = ",", before: str = "") -> str:
    """The row as CSV, below its headings."""
    return f"{before}{delimiter.join(row)}\r\n{delimiter.join(row.values())}\r\n"


def dated(row: dict[str, str], form: str) -> dict[str, str]:
    """The row with its dates in another habit; `form` is filled with year, month and day."""
    parts = {name: parse_date(value) for name, value in row.items() if name in DATES}
    return row | {
        name: form.format(y=day.year, m=day.month, d=day.day) for name, day in parts.items()
    }


HABITS: dict[str, Callable[[dict[str, str]], bytes]] = {
    "2022/8/2": lambda row: table(dated(row, "{y}/{m}/{d}")).encode(),
    "2022.8.2": lambda row: table(dated(row, "{y}.{m}.{d}")).encode(),
    "2022年8月2日": lambda row: table(dated(row, "{y}年{m}月{d}日")).encode(),
    "20220802": lambda row: table(dated(row, "{y}{m:02}{d:02}")).encode(),
    "full width": lambda row: table(
        row | {name: row[name].translate(FULL_WIDTH) for name in FIGURES & row.keys()}
    ).encode(),
    "invisible": lambda row: table(
        {name: f"\u200b{value}\u3000\xa0\ufeff" for name, value in row.items()}
    ).encode(),
    "right to left": lambda row: table(
        {name: f"\u202e{value}\u202c" for name, value in row.items()}
    ).encode(),
    "thousands": lambda row: table(
        row | {name: f'"{int(row[name]):,}"' for name in AMOUNTS & row.keys()}
    ).encode(),
    "万": lambda row: table(row | wan(row)).encode(),
    "reordered": lambda row: table(dict(reversed(row.items()))).encode(),
    "gbk": lambda row: table(row).encode("gbk"),
    "gb18030": lambda row: table(row).encode("gb18030"),
    "bom": lambda row: b"\xef\xbb\xbf" + table(row).encode(),
    "tabs": lambda row: table(row, delimiter="\t").encode(),
    "semicolons": lambda row: table(row, delimiter=";").encode(),
    "title rows": lambda row: table(
        row, before="2022年度台账,,,\r\n,,,\r\n单位：某某,,\r\n"
    ).encode(),
    "blank rows": lambda row: table(row).replace("\r\n", "\r\n,,\r\n\r\n").encode(),
}


def wan(row: dict[str, str]) -> dict[str, str]:
    """Amounts of money as people write them."""
    return {
        name: f"{int(row[name]) / 10_000:g}万元"
        for name in {"operating_income", "funds_attracted"} & row.keys()
    }


def workbook(rows: list[list[Any]], edit: Callable[[Any], None] | None = None) -> bytes:
    """A workbook with one sheet."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "台账"
    for row in rows:
        page.append(row)
    if edit:
        edit(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_typed_in_excel(row: dict[str, str]) -> bytes:
    """Dates as 1904 dates, codes as numbers, merged title rows, instructions before and an old sheet hidden behind."""

    def cell(name: str, value: str) -> Any:
        if name in DATES:
            return parse_date(value)
        return float(value) if name in CODES | AMOUNTS else value

    def edit(book: Any) -> None:
        page = book.active
        page.merge_cells("A1:C1")
        page.merge_cells("A2:C2")
        for place in range(1, page.max_column + 1):
            page.cell(5, place).number_format = (
                "yyyy/m/d" if isinstance(page.cell(5, place).value, date) else "0"
            )
        book.create_sheet("填写说明", 0).append(["请按表头填写", "不要改动表头"])
        old = book.create_sheet("旧表")
        old.append(list(row))
        old.append(["旧"] * len(row))
        old.sheet_state = "hidden"
        book.epoch = CALENDAR_MAC_1904

    cells = [cell(name, value) for name, value in row.items()]
    return workbook(
        [["2022年度台账"], ["填报单位：某某"], [], list(row), cells, [], [None, " "]], edit
    )


def gaps(name: str, row: dict[str, str]) -> dict[str, tuple[bytes, int]]:
    """The file without one of the columns that a new record needs, for each of them."""
    needed = [
        column.name for column in REGISTERS[name]().fields if column.required or column.for_new
    ]
    without = (
        {name: value for name, value in row.items() if name != gap} for gap in needed if gap in row
    )
    return {f"gap {number}": (table(less).encode(), 1) for number, less in enumerate(without)}


def faulty(row: dict[str, str]) -> dict[str, tuple[bytes, int]]:
    """A file for each way to be wrong, and the row at fault."""
    key = next(iter(row))
    codes: dict[str, str] = {
        name: "999999999999"[: len(row[name])]
        for name in ("village_code", "town_code", "officer_code")
        if name in row
    }
    texts = {key: "长" * 40_000} | {
        name: "长" * 40_000 for name in row if name not in DATES | AMOUNTS | CODES
    }
    second = ",".join(row.values())
    return {
        "unknown column": (table(row | {"no_such": "1"}).encode(), 1),
        "double column": ((",".join([*row, key]) + "\n" + second + f",{row[key]}").encode(), 1),
        "no such record": (table(row | (codes or {key: "999"})).encode(), 2),
        "very long": (table(row | texts).encode(), 2),
        "twice": ((table(row) + second).encode(), 3),
        "total row": ((table(row) + "合计" + "," * (len(row) - 1) + "12").encode(), 3),
        "signature row": ((table(row) + "填表人：张三,审核人：李四").encode(), 3),
        "no such day": (
            table(row | dict.fromkeys(DATES & row.keys() or {key}, "2022-02-30")).encode(),
            2,
        ),
        "serial number": (
            table(row | dict.fromkeys(DATES & row.keys() or {key}, "44775")).encode(),
            2,
        ),
        "negative": (table(row | dict.fromkeys(AMOUNTS & row.keys() or {key}, "-5")).encode(), 2),
        "under no heading": ((table(row).rstrip() + ",,stray").encode(), 2),
    }


def damaged(row: dict[str, str]) -> bytes:
    """A row of formulas, one of error values, and one that a spreadsheet has turned into rounded numbers."""
    rounded = {"id_number": 5.11124198602290e17, "phone": 1.99e10, "credit_code": 9.15e17}
    numbers = [rounded.get(name, 44775.5 if name in DATES else 1e30) for name in row]
    return workbook([list(row), ["=1+1"] * len(row), ["#REF!"] * len(row), numbers])


def packed(**extra: bytes) -> bytes:
    """A good workbook with another member."""
    out = io.BytesIO(workbook([["village_code"]]))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as file:
        for member, content in extra.items():
            file.writestr(
                member.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), content
            )
    return out.getvalue()
