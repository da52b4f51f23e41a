"""Tables in and out: real-life files are read, hostile ones refused, faults name their cell, exports come back."""

import contextlib
import io
import time
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from jingyan.parsing import ParseError, clean_text, parse_date, parse_decimal
from jingyan.sheets import Fault, SheetError, escape, read_sheet, unescape, write_faults, write_sheet
from jingyan.sheets import child as child_module
from jingyan.sheets import raw as raw_module
from jingyan.sheets.reader import column_letter

HEADINGS = {"id_number": "身份证号", "name": "姓名", "amount": ["金额", "Amount paid"], "held_on": "召开日期"}
ROW = ["511124198002290011", "王五", 1686000, date(2022, 8, 2)]


@pytest.fixture(autouse=True, scope="module")
def in_english():
    with override("en"):
        yield


def workbook(*sheets, edit=None):
    """The bytes of a workbook; each sheet is a title and its rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    if edit:
        edit(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def tampered(data, *, add=(), replace=()):
    """A copy of a workbook with members added or replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, dict(replace).get(name, old.read(name)))
        for name, content in add:
            new.writestr(name, content)
    return out.getvalue()


PLAIN = workbook(("村官", [list(HEADINGS), ROW]))


def read(data, filename="村官.xlsx", headings=HEADINGS, **options):
    return read_sheet(data, filename, headings, **options)


# --- what real life brings


def test_a_workbook_is_read_with_the_kind_of_every_cell():
    sheet = read(PLAIN, required=["id_number"])
    (row,) = sheet.rows
    assert (sheet.name, sheet.header_row, row.row, sheet.faults) == ("村官", 1, 2, [])
    assert [row.value(name) for name in HEADINGS] == ROW
    assert [row.cells[name].kind for name in HEADINGS] == ["text", "text", "number", "date"]
    assert row.cells["amount"].column_letter == "C"


def test_instructions_title_rows_hidden_sheets_order_and_stars_do_not_matter():
    def hide(book):
        book["旧表"].sheet_state = "hidden"

    data = workbook(
        ("旧表", [list(HEADINGS), ["1", "2", 3, 4]]),
        ("填表说明", [["请逐行填写"], ["姓名 必填"]]),
        ("数据", [["特聘村官名册"], [], [" 姓 名 *", "AMOUNT　paid", "＊身份证号"], ["王五"], [None, " "], ["李四"]]),
        edit=hide,
    )
    sheet = read(data, required=["name", "id_number"])
    assert (sheet.name, sheet.header_row, list(sheet.columns)) == ("数据", 3, ["name", "amount", "id_number"])
    assert [(row.row, row.value("name"), row.value("amount")) for row in sheet] == [
        (4, "王五", None),
        (6, "李四", None),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_is_read_in_every_usual_encoding_and_with_every_delimiter(encoding, delimiter):
    lines = [["name", "身份证号"], ["阿卜杜拉·买买提", "511124198002290011"], ["", ""], ["王五", '"多行\n备注"']]
    text = "\r\n".join(delimiter.join(line) for line in lines)
    sheet = read(text.encode(encoding), "村官.csv")
    assert [(row.sheet, row.row, row.value("name")) for row in sheet] == [
        ("村官", 2, "阿卜杜拉·买买提"),
        ("村官", 4, "王五"),
    ]
    assert sheet.rows[1].value("id_number") == "多行\n备注"


def test_formulas_errors_and_truth_values_are_kept_as_such():
    data = workbook(("S", [["name", "amount", "held_on"], ["=1+1", "#DIV/0!", True], ["=SUM(B1:B2)", 0.3, "x"]]))
    first, second = read(data).rows
    assert [first.cells[name].kind for name in ("name", "amount", "held_on")] == ["formula", "error", "bool"]
    assert first.cells["name"].value == "=1+1"
    for name, words in (("name", "formula"), ("amount", "error")):
        with pytest.raises(ParseError, match=words):
            first.value(name)
    assert second.value("amount") == 0.3


def test_a_percent_cell_reads_as_the_percentage_it_shows():
    def percent(book):
        book["S"]["B2"].number_format = "0.00%"

    data = workbook(("S", [["name", "amount"], ["王五", 0.305]]), edit=percent)
    assert read(data).rows[0].value("amount") == "30.5%"


def test_an_empty_table_is_a_table():
    assert read(workbook(("S", [list(HEADINGS)]))).rows == []


# --- headings


def test_unknown_double_and_missing_columns_are_faults_with_their_place():
    data = workbook(("S", [["name", "姓名", "fax", "amount"], ["王五", "李四", "1", 2, "stray"]]))
    sheet = read(data, required=["name", "id_number"])
    assert [(fault.column, fault.heading) for fault in sheet.faults] == [
        ("B", "姓名"),
        ("C", "fax"),
        ("", "id_number"),
        ("E", "E"),
    ]
    assert str(sheet.faults[1]) == "S!1 fax: fax — This column is unknown. Delete it or correct its heading."
    assert sheet.rows[0].value("name") == "王五"


def test_a_file_without_the_headings_is_refused_and_told_what_is_expected():
    with pytest.raises(SheetError, match="id_number"):
        read(workbook(("S", [["a", "b"], [1, 2]])))


def test_more_rows_than_allowed_are_refused():
    lines = "name,amount\n" + "王五,1\n" * 5_000
    assert len(read(lines.encode(), "a.csv").rows) == 5_000
    for extra in (1, 200):
        with pytest.raises(SheetError, match="5000 rows"):
            read((lines + "王五,1\n" * extra).encode(), "a.csv")


# --- hostile files


BOMB = b"<a>" + b" " * (61 * 2**20)
DTD = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (tampered(PLAIN, add=[("xl/vbaProject.bin", b"x")]), "macros"),
        (tampered(PLAIN, add=[("xl/externalLinks/externalLink1.xml", b"<a/>")]), "macros"),
        (tampered(PLAIN, add=[("xl/embeddings/o.bin", b"x")]), "macros"),
        (tampered(PLAIN, add=[("../x.xml", b"<a/>")]), "new workbook"),
        (tampered(PLAIN, add=[("/x.xml", b"<a/>")]), "new workbook"),
        (tampered(PLAIN, add=[("a\\x.xml", b"<a/>")]), "new workbook"),
        (tampered(PLAIN, add=[("XL/Workbook.xml", b"<a/>")]), "new workbook"),
        (tampered(PLAIN, add=[(f"x{n}", b"") for n in range(500)]), "new workbook"),
        (tampered(PLAIN, add=[("big.xml", BOMB)]), "too much data"),
        (tampered(PLAIN, replace=[("xl/workbook.xml", DTD)]), "new workbook"),
        (tampered(PLAIN, replace=[("xl/workbook.xml", b" " * 65_530 + DTD)]), "new workbook"),
        (tampered(PLAIN, replace=[("xl/workbook.xml", DTD.decode().encode("utf-16"))]), "new workbook"),
        (tampered(PLAIN, replace=[("xl/workbook.xml", b"<?xml version='1.0' encoding='cp037'?><a/>")]), "new workbook"),
        (tampered(PLAIN, replace=[("xl/workbook.xml", b"<broken")]), "damaged"),
        (tampered(PLAIN, replace=[("xl/worksheets/sheet1.xml", b"<a><b></a>")]), "damaged|headings"),
        (PLAIN[: len(PLAIN) // 2], "damaged"),
        (PLAIN[:200] + b"\0" * 50 + PLAIN[250:], "damaged"),
        (b"PK\x03\x04", "damaged"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "Only .xlsx and .csv"),
        (b"name,amount\n", "does not fit its name"),
        (b"", "empty"),
        (b" " * (5 * 2**20 + 1), "5 MB"),
    ],
)
def test_a_hostile_workbook_is_refused_in_words_of_action(data, words):
    began = time.perf_counter()
    with pytest.raises(SheetError, match=words):
        read(data)
    assert time.perf_counter() - began < 10


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (PLAIN, "does not fit its name"),
        ("name,amount\n王五,1".encode("utf-16"), "UTF-8 or GBK"),
        (b"name,amount\n\0,1", "UTF-8 or GBK"),
        (b"name,amount\n\xff\xff,1", "UTF-8 or GBK"),
        (b'name,amount\n"abc,1\n', "stray quotation mark"),
        (b'name,amount\n"abc"d,1\n', "stray quotation mark"),
        (b"name|amount\nx|1", "headings"),
        (b"\xef\xbb\xbf\r\n", "empty"),
    ],
)
def test_a_hostile_csv_is_refused_in_words_of_action(data, words):
    with pytest.raises(SheetError, match=words):
        read(data, "a.csv")


@pytest.mark.parametrize("filename", ["a.xls", "a.xlsm", "a.exe", "a", "a.xlsx.html"])
def test_other_files_are_refused_by_name(filename):
    with pytest.raises(SheetError, match=r"Only \.xlsx"):
        read(PLAIN, filename)


def test_a_merge_bomb_and_a_false_dimension_cost_no_time():
    page = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c>'
        b'<c r="B1" t="inlineStr"><is><t>amount</t></is></c></row></sheetData>'
        b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
    )
    began = time.perf_counter()
    assert read(tampered(PLAIN, replace=[("xl/worksheets/sheet1.xml", page)])).rows == []
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize("script", ["import time; time.sleep(60)", "import os; os.kill(os.getpid(), 9)", "print('[]')"])
def test_a_child_that_hangs_or_dies_is_a_clear_error(script, tmp_path, monkeypatch):
    stub = tmp_path / "child.py"
    stub.write_text(script)
    monkeypatch.setattr(raw_module, "_CHILD", stub)
    monkeypatch.setattr(raw_module, "WALL_SECONDS", 1)
    with pytest.raises(SheetError, match="too much time or memory"):
        read(PLAIN)


def test_the_child_is_limited_in_memory_and_time(tmp_path, monkeypatch):
    source = (raw_module._CHILD).read_text()
    for place, hog in (("CPU_SECONDS = 8", "while True: pass"), ("CPU_SECONDS = 8", "x = bytearray(800 * 2**20)")):
        stub = tmp_path / "child.py"
        limited = source.replace(place, "CPU_SECONDS = 1").replace("    verdict: list", f"    {hog}\n    verdict: list")
        stub.write_text(limited)
        monkeypatch.setattr(raw_module, "_CHILD", stub)
        with pytest.raises(SheetError, match="too much time or memory"):
            read(PLAIN)
    assert child_module.MEMORY_BYTES == 700 * 2**20


@settings(max_examples=15, deadline=None)
@given(st.integers(0, len(PLAIN) - 1), st.integers(1, 255))
def test_one_damaged_byte_is_read_or_refused_but_never_a_crash(place, flip):
    data = bytearray(PLAIN)
    data[place] ^= flip
    with contextlib.suppress(SheetError):
        read(bytes(data))


@settings(max_examples=100)
@given(st.binary(max_size=300))
def test_no_bytes_of_a_csv_raise_anything_but_the_one_error(data):
    with contextlib.suppress(SheetError):
        read(b"name,amount\n" + data, "a.csv")


# --- faults


def test_a_fault_is_one_line_with_personal_numbers_masked_and_long_values_cut():
    fault = Fault("村官", 7, "A", "身份证号", "511124198002290012", "Compare it with the card.")
    assert str(fault) == "村官!7 身份证号: 511124********0012 — Compare it with the card."
    assert len(Fault("S", 1, "A", "x", "长" * 200, "r").value) == 60
    assert str(Fault("S", 1, "A", "", "", "r")) == "S!1 A: (blank) — r"


def test_the_faulty_file_comes_back_with_a_column_of_reasons_and_can_be_read_again(tmp_path):
    data = workbook(
        ("说明", [["请填写"]]),
        ("村官", [["名册"], ["name", "amount", "held_on"], ["王五", "x", date(2022, 8, 2)], ["李四", 2]]),
    )
    sheet = read(data)
    faults = [
        sheet.fault(sheet.rows[0], "amount", "Enter a number."),
        sheet.fault(sheet.rows[0], "id_number", "Add it."),
    ]
    out = tmp_path / "faults.xlsx"
    write_faults(data, faults, out)
    page = openpyxl.load_workbook(out).active
    assert (page.title, page["D2"].value, page["D3"].value) == (
        "村官",
        "错误原因",
        "amount: Enter a number.\nid_number: Add it.",
    )
    again = read(out.read_bytes())
    assert (again.faults, again.rows) == ([], sheet.rows)


def test_a_faulty_csv_comes_back_as_a_workbook_without_live_formulas():
    data = "姓名;金额\n=HYPERLINK(1);5\n".encode("gbk")
    sheet = read(data, "表:一.csv")
    out = io.BytesIO()
    write_faults(data, [sheet.fault(sheet.rows[0], "name", "No formula.")], out, header_row=sheet.header_row)
    cell = openpyxl.load_workbook(io.BytesIO(out.getvalue())).active["A2"]
    assert (cell.data_type, cell.value) == ("s", "'=HYPERLINK(1)")


# --- out and back

texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn", "Co"]), max_size=30)
amounts = st.decimals(-(10**15), 10**15, places=2)
days = st.dates(date(1901, 1, 1), date(2100, 12, 31))
lively = st.builds(
    lambda head, tail: head + tail,
    st.sampled_from(["", "=", "+", "-", "@", "'=", "''@", "＝", "\t=", "_x0041_"]),
    texts,
)


@settings(max_examples=200)
@given(lively)
def test_escaping_is_inert_and_reversible(text):
    assert unescape(escape(text)) == text
    assert not escape(text).startswith(("=", "+", "-", "@", "\t"))


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@settings(max_examples=6, deadline=None)
@given(
    rows=st.lists(
        st.tuples(lively, st.decimals(-(10**15), 10**15, places=2), st.dates(date(1901, 1, 1), date(2100, 12, 31))),
        max_size=8,
    )
)
def test_what_is_written_reads_back_unchanged(ending, rows, tmp_path_factory):
    path = tmp_path_factory.mktemp("sheet") / f"表.{ending}"
    table = [{"name": name, "amount": amount, "held_on": day} for name, amount, day in rows]
    names = {"name": "姓名", "amount": "金额", "held_on": "召开日期"}
    assert write_sheet(path, names, table) == len(table)
    back = {row.row: row for row in read_sheet(path, path.name, names)}
    for number, row in enumerate(table, start=2):
        found = back[number]
        assert clean_text(found.value("name")) == clean_text(row["name"])
        assert parse_decimal(found.value("amount")) == row["amount"]
        assert parse_date(found.value("held_on")) == row["held_on"]


def test_identity_numbers_and_long_amounts_are_written_as_text(tmp_path):
    path = tmp_path / "a.xlsx"
    row = {"id_number": 511124198002290011, "amount": Decimal("1234567890123456.78"), "name": True, "held_on": None}
    write_sheet(path, {name: name for name in HEADINGS}, [row], text_columns=["id_number"])
    (found,) = read(path.read_bytes()).rows
    assert [found.value(name) for name in HEADINGS] == ["511124198002290011", "是", "1234567890123456.78", None]
    assert openpyxl.load_workbook(path).active.column_dimensions["A"].number_format == "@"


def test_a_time_of_day_survives(tmp_path):
    path = tmp_path / "a.xlsx"
    moment = datetime(2022, 8, 2, 9, 30)  # noqa: DTZ001 - spreadsheets know no time zone
    write_sheet(path, {"name": "name", "held_on": "held_on"}, [{"name": "a", "held_on": moment}])
    assert read(path.read_bytes()).rows[0].value("held_on") == moment


def test_column_letters():
    assert [column_letter(number) for number in (1, 26, 27, 702, 703)] == ["A", "Z", "AA", "ZZ", "AAA"]
