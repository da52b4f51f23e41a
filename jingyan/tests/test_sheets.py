"""Tables in and out: real-life files are read, hostile ones refused, faults name their cell, exports come back."""

import contextlib
import io
import os
import signal
import subprocess
import sys
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
import xlsxwriter
from django.conf import settings as settings_of_django
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from jingyan.parsing import ParseError, clean_text, parse_date, parse_decimal
from jingyan.sheets import (
    Fault,
    ParsersBusyError,
    SheetError,
    escape,
    read_sheet,
    unescape,
    write_faults,
    write_sheet,
)
from jingyan.sheets import child as child_module
from jingyan.sheets import raw as raw_module
from jingyan.sheets.reader import column_letter
from jingyan.sheets.slots import slot
from jingyan.tests.examples import fewer_examples

HEADINGS = {
    "id_number": "身份证号",
    "name": "姓名",
    "amount": ["金额", "Amount paid"],
    "held_on": "召开日期",
}
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
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
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
        (
            "数据",
            [
                ["特聘村官名册"],
                [],
                [" 姓 名 *", "AMOUNT　paid", "＊身份证号"],
                ["王五"],
                [None, " "],
                ["李四"],
            ],
        ),
        edit=hide,
    )
    sheet = read(data, required=["name", "id_number"])
    assert (sheet.name, sheet.header_row, list(sheet.columns)) == (
        "数据",
        3,
        ["name", "amount", "id_number"],
    )
    assert [(row.row, row.value("name"), row.value("amount")) for row in sheet] == [
        (4, "王五", None),
        (6, "李四", None),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_is_read_in_every_usual_encoding_and_with_every_delimiter(encoding, delimiter):
    lines = [
        ["name", "身份证号"],
        ["阿卜杜拉·买买提", "511124198002290011"],
        ["", ""],
        ["王五", '"多行\n备注"'],
    ]
    text = "\r\n".join(delimiter.join(line) for line in lines)
    sheet = read(text.encode(encoding), "村官.csv")
    assert [(row.sheet, row.row, row.value("name")) for row in sheet] == [
        ("村官", 2, "阿卜杜拉·买买提"),
        ("村官", 4, "王五"),
    ]
    assert sheet.rows[1].value("id_number") == "多行\n备注"


def test_formulas_errors_and_truth_values_are_kept_as_such():
    data = workbook(
        ("S", [["name", "amount", "held_on"], ["=1+1", "#DIV/0!", True], ["=SUM(B1:B2)", 0.3, "x"]])
    )
    first, second = read(data).rows
    assert [first.cells[name].kind for name in ("name", "amount", "held_on")] == [
        "formula",
        "error",
        "bool",
    ]
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
        ("", "身份证号"),
        ("E", "E"),
    ]
    assert (
        str(sheet.faults[1])
        == "S!1 fax: fax — This column is unknown. Delete it or correct its heading."
    )
    assert sheet.rows[0].value("name") == "王五"


def test_a_file_without_the_headings_is_refused_and_told_what_is_expected():
    with pytest.raises(SheetError, match="身份证号") as refusal:
        read(workbook(("S", [["a", "b"], [1, 2]])))
    assert "id_number" not in refusal.value.message


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
        (
            tampered(PLAIN, replace=[("xl/workbook.xml", DTD.decode().encode("utf-16"))]),
            "new workbook",
        ),
        (
            tampered(
                PLAIN, replace=[("xl/workbook.xml", b"<?xml version='1.0' encoding='cp037'?><a/>")]
            ),
            "new workbook",
        ),
        (tampered(PLAIN, replace=[("xl/workbook.xml", b"<broken")]), "damaged"),
        (
            tampered(PLAIN, replace=[("xl/worksheets/sheet1.xml", b"<a><b></a>")]),
            "damaged|headings",
        ),
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
        ("name,amount\n王五,1".encode("utf-16-le"), "UTF-8 or GBK"),
        ("name,amount\n王\0五,1".encode(), "Line 2 .* null character"),
        ("name,amount\n王五,1\n李\0四,1".encode("gbk"), "Line 3 .* null character"),
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


def page_of(rows, before="", after=""):
    """A workbook whose first sheet is built of this XML: `rows` is the content of its sheetData."""
    page = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"{before}<sheetData>{rows}</sheetData>{after}</worksheet>"
    )
    return tampered(PLAIN, replace=[("xl/worksheets/sheet1.xml", page.encode())])


def cell(place, text):
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


HEAD = f'<row r="1">{cell("A1", "name")}{cell("B1", "amount")}</row>'


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ('<row r="2000000000"><c r="A2000000000"><v>1</v></c></row>', "Row 2000000000 .* 1048576"),
        (HEAD + '<row r="1048577"><c r="A1048577"><v>1</v></c></row>', "Row 1048577 .* 1048576"),
        (HEAD + '<row r="2000000000"/>', "Row 2000000000"),
        (HEAD + f'<row r="{"9" * 4000}"/>', "Row 9999999999999999999… "),
        (HEAD + '<row r="2"><c r="A2000000000"><v>1</v></c></row>', "new workbook"),
        (
            HEAD + '<row r="2"><c r="A2"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>',
            "new workbook",
        ),
        (
            HEAD + '<row r="9"><c r="A9"><v>1</v></c></row><row r="8"><c r="A8"><v>2</v></c></row>',
            "new workbook",
        ),
        (HEAD + '<row r="2"><c r="A2"><v>1</v></c><c r="A2"><v>2</v></c></row>', "new workbook"),
        ('<row r="0"><c r="A1"><v>1</v></c></row>' + HEAD, "new workbook|damaged"),
        ('<row r="-1"/>' + HEAD, "new workbook"),
        (HEAD + '<row r="2"><c r="XFE2"><v>1</v></c></row>', "Column XFE .* XFD"),
        (HEAD + '<row r="2"><c r="AAAA2"><v>1</v></c></row>', "damaged"),
    ],
)
def test_a_row_or_column_that_no_sheet_has_is_refused_at_once(rows, words):
    # Counted up to, a far row takes all the time that a workbook may take, and is refused in other words.
    with pytest.raises(SheetError, match=words):
        read(page_of(rows))


def test_the_last_cell_of_a_sheet_costs_no_more_than_the_first():
    rows = "".join(
        f'<row r="{n}">{cell(f"A{n}", "王五")}<c r="XFD{n}" s="0"/></row>' for n in range(2, 4_000)
    )
    sheet = read(
        page_of(
            HEAD
            + rows
            + f'<row r="1048576">{cell("A1048576", "李四")}{cell("XFD1048576", "x")}</row>'
        )
    )
    assert (len(sheet.rows), sheet.rows[-1].row) == (3_999, 1_048_576)
    assert [(fault.column, fault.row) for fault in sheet.faults] == [("XFD", 1_048_576)]


def test_the_reasons_come_back_even_where_the_last_column_is_taken():
    data = page_of(HEAD + f'<row r="2">{cell("A2", "王五")}{cell("XFD2", "x")}</row>')
    out = io.BytesIO()
    write_faults(data, read(data).faults, out)
    page = openpyxl.load_workbook(io.BytesIO(out.getvalue())).active
    assert page["XFD1"].value == "错误原因"
    assert page["XFD2"].value.startswith("XFD: This value has no heading above it")


# --- what nobody sees


def test_a_control_character_is_a_fault_and_never_vanishes():
    texts = [
        "王_x0000_五",
        "王_x000B_五",
        "王_x007f_五",
        "王_x0085_五",
        "王_xD800_五",
        "王_xFFFF_五",
        "_x0000_",
    ]
    rows = "".join(f'<row r="{n}">{cell(f"A{n}", text)}</row>' for n, text in enumerate(texts, 2))
    found = read(page_of(HEAD + rows)).rows
    assert [row.cells["name"].value for row in found] == texts
    for row in found:
        with pytest.raises(ParseError, match="control character"):
            row.value("name")
    (row,) = read("name,amount\n王\x01五,1\n\x1a".encode(), "a.csv").rows
    with pytest.raises(ParseError, match="control character"):
        row.value("name")


def test_line_ends_tabs_and_characters_in_two_halves_are_read_from_their_notation():
    texts = ["王_x000D__x000a_五", "王_x0009_五", "王_xD842__xDFB7_", "王_x005F_x0000_五"]
    rows = "".join(f'<row r="{n}">{cell(f"A{n}", text)}</row>' for n, text in enumerate(texts, 2))
    assert [row.value("name") for row in read(page_of(HEAD + rows))] == [
        "王\r\n五",
        "王\t五",
        "王𠮷",
        "王_x0000_五",
    ]


def test_a_notation_that_was_typed_as_such_comes_back_from_the_shared_strings():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        for number, row in enumerate((["name", "amount"], ["王_x0041_五", "1"])):
            page.write_row(number, 0, row)
    data = out.getvalue()
    assert b"_x005F_x0041_" in zipfile.ZipFile(io.BytesIO(data)).read("xl/sharedStrings.xml")
    assert read(data).rows[0].value("name") == "王_x0041_五"


@pytest.mark.parametrize("heading", ["na_xD800_me", "_x0000_"])
def test_a_control_character_in_a_heading_makes_the_column_an_unknown_one(heading):
    head = f'<row r="1">{cell("A1", "name")}{cell("B1", "amount")}{cell("C1", heading)}</row>'
    assert [fault.column for fault in read(page_of(head)).faults] == ["C"]


def test_hidden_rows_and_columns_are_read_and_named():
    def hide(book):
        page = book["村官"]
        for number in (2, 3, 4, 6):
            page.row_dimensions[number].hidden = True
        page.column_dimensions["C"].hidden = True
        page.column_dimensions["H"].hidden = True

    rows = [[f"{n}", f"甲{n}", n] for n in range(5)]
    sheet = read(workbook(("村官", [list(HEADINGS), *rows]), edit=hide))
    assert [row.value("name") for row in sheet] == ["甲0", "甲1", "甲2", "甲3", "甲4"]
    assert sheet.notices() == [
        "Sheet “村官”: 4 hidden rows were read as well (rows 2–4, 6).",
        "Sheet “村官”: 1 hidden column was read as well (C amount).",
    ]
    assert read(PLAIN).notices() == []
    flat = page_of(
        HEAD + f'<row r="2" ht="0" customHeight="1">{cell("A2", "王五")}</row>',
        '<cols><col min="2" max="16384" width="0"/></cols>',
    )
    assert [len(notice) > 0 for notice in read(flat).notices()] == [True, True]


# --- two at a time


@pytest.fixture
def both_slots_taken():
    with slot(0), slot(0):
        yield


def test_a_third_workbook_waits_for_its_turn_and_a_csv_file_never(both_slots_taken):
    with pytest.raises(ParsersBusyError, match="Try again in a minute"):
        read(PLAIN, patience=0.2)
    assert len(read(b"name,amount\nx,1\n", "a.csv", patience=0).rows) == 1


def test_a_workbook_that_waits_is_read_as_soon_as_another_has_been():
    with slot(0), ThreadPoolExecutor(1) as pool:
        with slot(0):
            waiting = pool.submit(read, PLAIN, patience=30)
            time.sleep(0.3)
            assert not waiting.done()
        assert len(waiting.result(timeout=30).rows) == 1


HOLDER = """
import fcntl, os, subprocess, sys
files = [os.open(path, os.O_RDWR | os.O_CREAT) for path in sys.argv[1:]]
for file in files:
    fcntl.flock(file, fcntl.LOCK_EX)
parser = subprocess.Popen(["sleep", "60"], pass_fds=files)
print(parser.pid, flush=True)
parser.wait()
"""


def test_a_slot_is_free_once_reader_and_parser_are_gone_however_they_ended():
    with slot(0), slot(0):
        pass
    paths = [
        str(path) for path in sorted(settings_of_django.VAR_DIR.glob("workbook-parser-*.lock"))
    ]
    assert len(paths) == 2
    reader = subprocess.Popen(
        [sys.executable, "-c", HOLDER, *paths], stdout=subprocess.PIPE, text=True
    )
    parser = int(reader.stdout.readline())
    reader.kill()
    reader.wait()
    with pytest.raises(ParsersBusyError), slot(0):
        pass
    os.kill(parser, signal.SIGKILL)
    with slot(5):
        pass


@pytest.mark.parametrize(
    "script", ["import time; time.sleep(60)", "import os; os.kill(os.getpid(), 9)", "print('[]')"]
)
def test_a_child_that_hangs_or_dies_is_a_clear_error(script, tmp_path, monkeypatch):
    stub = tmp_path / "child.py"
    stub.write_text(script)
    monkeypatch.setattr(raw_module, "_CHILD", stub)
    monkeypatch.setattr(raw_module, "WALL_SECONDS", 1)
    with pytest.raises(SheetError, match="too much time or memory"):
        read(PLAIN)


def test_the_child_is_limited_in_memory_and_time(tmp_path, monkeypatch):
    source = (raw_module._CHILD).read_text()
    for place, hog in (
        ("CPU_SECONDS = 8", "while True: pass"),
        ("CPU_SECONDS = 8", "x = bytearray(800 * 2**20)"),
    ):
        stub = tmp_path / "child.py"
        limited = source.replace(place, "CPU_SECONDS = 1").replace(
            "    verdict: list", f"    {hog}\n    verdict: list"
        )
        stub.write_text(limited)
        monkeypatch.setattr(raw_module, "_CHILD", stub)
        with pytest.raises(SheetError, match="too much time or memory"):
            read(PLAIN)
    assert child_module.MEMORY_BYTES == 700 * 2**20


@fewer_examples
@given(st.integers(0, len(PLAIN) - 1), st.integers(1, 255))
def test_one_damaged_byte_is_read_or_refused_but_never_a_crash(place, flip):
    data = bytearray(PLAIN)
    data[place] ^= flip
    with contextlib.suppress(SheetError):
        read(bytes(data))


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
        (
            "村官",
            [["名册"], ["name", "amount", "held_on"], ["王五", "x", date(2022, 8, 2)], ["李四", 2]],
        ),
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
        "amount: Enter a number.\n身份证号: Add it.",
    )
    again = read(out.read_bytes())
    assert (again.faults, again.rows) == ([], sheet.rows)


def test_a_faulty_csv_comes_back_as_a_workbook_without_live_formulas():
    data = "姓名;金额\n=HYPERLINK(1);5\n".encode("gbk")
    sheet = read(data, "表:一.csv")
    out = io.BytesIO()
    write_faults(
        data, [sheet.fault(sheet.rows[0], "name", "No formula.")], out, header_row=sheet.header_row
    )
    cell = openpyxl.load_workbook(io.BytesIO(out.getvalue())).active["A2"]
    assert (cell.data_type, cell.value) == ("s", "'=HYPERLINK(1)")


# --- out and back

texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn", "Co"]), max_size=30
)
amounts = st.decimals(-(10**15), 10**15, places=2)
days = st.dates(date(1901, 1, 1), date(2100, 12, 31))
lively = st.builds(
    lambda head, tail: head + tail,
    st.sampled_from(["", "=", "+", "-", "@", "'=", "''@", "＝", "\t=", "_x0041_"]),
    texts,
)


@given(lively)
def test_escaping_is_inert_and_reversible(text):
    assert unescape(escape(text)) == text
    assert not escape(text).startswith(("=", "+", "-", "@", "\t"))


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@fewer_examples
@given(
    rows=st.lists(
        st.tuples(
            lively,
            st.decimals(-(10**15), 10**15, places=2),
            st.dates(date(1901, 1, 1), date(2100, 12, 31)),
        ),
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
    row = {
        "id_number": 511124198002290011,
        "amount": Decimal("1234567890123456.78"),
        "name": True,
        "held_on": None,
    }
    write_sheet(path, {name: name for name in HEADINGS}, [row], text_columns=["id_number"])
    (found,) = read(path.read_bytes()).rows
    assert [found.value(name) for name in HEADINGS] == [
        "511124198002290011",
        "是",
        "1234567890123456.78",
        None,
    ]
    assert openpyxl.load_workbook(path).active.column_dimensions["A"].number_format == "@"


def test_a_time_of_day_survives(tmp_path):
    path = tmp_path / "a.xlsx"
    moment = datetime(2022, 8, 2, 9, 30)  # noqa: DTZ001 - spreadsheets know no time zone
    write_sheet(path, {"name": "name", "held_on": "held_on"}, [{"name": "a", "held_on": moment}])
    assert read(path.read_bytes()).rows[0].value("held_on") == moment


def test_column_letters():
    assert [column_letter(number) for number in (1, 26, 27, 702, 703)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
    ]
