"""The import on the page: template, upload, what would change, confirm; or every fault, and nothing saved."""

import base64
import contextlib
import io
import zipfile
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts import jobs
from accounts.models import Job, SheetFile, Town, TrailEntry
from accounts.registers import REGISTERS, importing
from accounts.tests.factories import TownFactory, UserFactory
from accounts.tests.town_register import TownRegister
from jingyan.sheets.slots import slot

pytestmark = pytest.mark.django_db
UPLOAD = "/system/imports/towns/"
HEAD = "code,name,phone\n"
GOOD = HEAD + "511124100,研城镇,\n511124101,马踏镇,13900001111\n"


@pytest.fixture(autouse=True)
def _registered(monkeypatch):
    monkeypatch.setitem(REGISTERS, "towns", TownRegister)


@pytest.fixture
def clerk(client, staff):
    """County staff, logged in, reading English."""
    client.force_login(staff)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def upload(client, content, name="towns.csv", follow=True):
    data = content.encode() if isinstance(content, str) else content
    return client.post(UPLOAD, {"file": SimpleUploadedFile(name, data)}, follow=follow)


def text_of(response):
    assert response.status_code < 500
    return response.content.decode()


def page_of(file, step=""):
    return reverse(f"accounts:import_{step or 'detail'}", args=["towns", file.pk])


def test_the_list_offers_the_registers_of_the_role_only(client, staff, liaison, administrator):
    for user, offered, closed in ((staff, "villages", None), (liaison, "towns", "villages")):
        client.force_login(user)
        page = text_of(client.get("/system/imports/"))
        assert f'href="/system/imports/{offered}/"' in page
        assert closed is None or f'href="/system/imports/{closed}/"' not in page
    assert client.get("/system/imports/villages/").status_code == 403
    client.force_login(administrator)
    assert client.get("/system/imports/").status_code == 403


def test_every_role_that_may_fill_a_register_has_the_permission_to_import():
    real = [kind for name, kind in REGISTERS.items() if name != "towns"]
    for user in (
        UserFactory(role=role)
        for role in ("administrator", "staff", "leader", "officer", "auditor")
    ):
        assert user.may("accounts.import") == any(user.may(kind.permission) for kind in real), (
            user.role
        )
        assert not user.may("accounts.import") or user.may("accounts.jobs")


def test_an_unknown_register_is_not_there(clerk):
    assert clerk.get("/system/imports/stars/").status_code == 404
    assert clerk.get("/system/imports/stars/template/").status_code == 404


def test_the_template_is_read_back_by_its_own_register(clerk):
    response = clerk.get(f"{UPLOAD}template/")
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["代码*", "名称*", "电话", "邻镇", "类别"]
    assert sheet.column_dimensions["A"].number_format == "@"
    assert [str(rule.sqref) for rule in sheet.data_validations.dataValidation] == ["E2:E5001"]
    assert "no rows" in text_of(upload(clerk, response.content, "t.xlsx"))
    sheet.append(["511124100", "研城镇", None, None, "镇"])
    filled = io.BytesIO()
    book.save(filled)
    upload(clerk, filled.getvalue(), "t.xlsx")
    clerk.post(page_of(SheetFile.objects.get(), "confirm"))
    assert Town.objects.get().name == "研城镇"


def test_nothing_is_saved_before_the_changes_are_confirmed(clerk, staff):
    TownFactory(code="511124100", name="旧名镇")
    page = text_of(upload(clerk, GOOD))
    assert "<del>旧名镇</del> → <ins>研城镇</ins>" in page
    assert "511124101" in page
    assert Town.objects.get().name == "旧名镇"
    file = SheetFile.objects.get()
    page = text_of(clerk.post(page_of(file, "confirm"), follow=True))
    assert "has been imported" in page
    assert set(Town.objects.values_list("name", flat=True)) == {"研城镇", "马踏镇"}
    entry = TrailEntry.objects.get(act="import")
    assert (entry.by, entry.changes["created"], entry.changes["updated"]) == (staff.username, 1, 1)


def test_the_same_file_again_has_nothing_to_import(clerk):
    upload(clerk, GOOD)
    clerk.post(page_of(SheetFile.objects.get(), "confirm"))
    page = text_of(upload(clerk, GOOD))
    assert "nothing to import" in page
    assert "/confirm/" not in page


def test_every_fault_is_shown_and_the_workbook_comes_back_with_them(clerk):
    page = text_of(upload(clerk, HEAD + "511124100,,\nx,马踏镇,1390000111122\n511124102,新镇,\n"))
    assert "3 faults were found" in page
    assert "1390000111122" not in page
    assert not Town.objects.exists()
    file = SheetFile.objects.get()
    back = clerk.get(page_of(file, "faults"))
    rows = list(openpyxl.load_workbook(io.BytesIO(back.content)).active.iter_rows(values_only=True))
    assert [bool(row[-1]) for row in rows] == [True, True, True, False]
    assert back["Cache-Control"] == "no-store"
    assert clerk.post(page_of(file, "confirm")).status_code == 409
    entry = TrailEntry.objects.get()
    assert (entry.act, entry.changes["faults"], entry.changes["file"]) == (
        "import_refused",
        3,
        "towns.csv",
    )
    assert "马踏镇" not in f"{entry.note}{entry.changes}"


def test_the_corrected_workbook_can_be_uploaded_with_its_fault_column(clerk):
    refused = upload(clerk, HEAD + "511124100,,\n511124102,新镇,\n")
    assert f'action="{reverse("accounts:import_create", args=["towns"])}"' in refused.text, (
        "and from the faults at once"
    )
    back = clerk.get(page_of(SheetFile.objects.get(), "faults"))
    book = openpyxl.load_workbook(io.BytesIO(back.content))
    book.active["B2"] = "研城镇"
    corrected = io.BytesIO()
    book.save(corrected)
    assert "What would change" in text_of(upload(clerk, corrected.getvalue(), "towns.xlsx"))


def test_only_the_first_faults_are_shown_but_all_are_in_the_workbook(clerk):
    page = text_of(upload(clerk, HEAD + "".join(f"x{n},镇,\n" for n in range(230))))
    assert "The first 200 of 230 faults" in page
    assert page.count("<tr>") == 1 + 200


def test_only_the_first_rows_that_change_something_are_previewed(clerk):
    TownFactory(code="511124100", name="研城镇")
    rows = "511124100,研城镇,\n" + "".join(f"511124{n},新{n}镇,\n" for n in range(101, 131))
    page = text_of(upload(clerk, HEAD + rows))
    assert page.count("<tr>") == 1 + 20
    assert "新101镇" in page


def test_a_file_is_visible_only_to_the_user_who_uploaded_it(clerk, client, liaison):
    upload(clerk, GOOD)
    file = SheetFile.objects.get()
    client.force_login(liaison)
    for step in ("detail", "faults"):
        assert client.get(page_of(file, step)).status_code == 404
    assert client.post(page_of(file, "confirm")).status_code == 404
    assert not Town.objects.filter(code="511124101").exists()


def test_a_file_is_kept_for_an_hour_and_then_deleted(clerk):
    upload(clerk, GOOD)
    file = SheetFile.objects.get()
    SheetFile.objects.update(uploaded_at=timezone.now() - timedelta(minutes=61))
    assert clerk.get(page_of(file)).status_code == 404
    assert clerk.post(page_of(file, "confirm")).status_code == 404
    assert importing.drop_expired() == 1
    assert not SheetFile.objects.exists()


def test_a_file_outlives_the_hour_while_a_job_has_yet_to_read_it_and_for_an_hour_after(clerk):
    upload(clerk, long_sheet())
    SheetFile.objects.update(uploaded_at=timezone.now() - timedelta(hours=5))
    assert importing.drop_expired() == 0
    jobs.run_due()
    clerk.post(page_of(SheetFile.objects.get(), "confirm"))
    assert importing.drop_expired() == 0
    jobs.run_due()
    assert Job.objects.filter(state=Job.State.FAILED).count() == 0
    assert SheetFile.objects.get().imported_at
    Job.objects.update(finished_at=timezone.now() - timedelta(minutes=61))
    assert clerk.get(page_of(SheetFile.objects.get())).status_code == 404
    assert importing.drop_expired() == 1


def test_only_the_newest_files_of_a_user_are_kept(clerk):
    for _ in range(importing.FILES_EACH + 2):
        upload(clerk, GOOD)
    assert SheetFile.objects.count() == importing.FILES_EACH


def test_a_file_that_a_job_has_yet_to_import_is_kept_whatever_is_uploaded_after_it(clerk):
    upload(clerk, long_sheet())
    jobs.run_due()
    clerk.post(page_of(SheetFile.objects.get(), "confirm"))
    for _ in range(importing.FILES_EACH + 2):
        upload(clerk, GOOD)
    jobs.run_due()
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}
    assert Town.objects.count() == 501


def test_what_is_kept_is_sealed_and_its_name_shows_no_number_of_a_person(clerk):
    upload(clerk, GOOD, "511124198002290011.csv")
    with connection.cursor() as cursor:
        cursor.execute("SELECT content, report, name FROM accounts_sheetfile")
        stored = " ".join(cursor.fetchone())
    assert "13900001111" not in stored
    assert "511124198002290011" not in stored
    upload(clerk, GOOD)
    clerk.post(page_of(SheetFile.objects.latest("uploaded_at"), "confirm"))
    assert SheetFile.objects.latest("uploaded_at").content == ""


def test_a_file_is_imported_once(clerk):
    upload(clerk, GOOD)
    file = SheetFile.objects.get()
    assert clerk.post(page_of(file, "confirm")).status_code == 302
    assert clerk.post(page_of(file, "confirm")).status_code == 409
    assert TrailEntry.objects.filter(act="import").count() == 1
    assert clerk.get(page_of(file, "confirm")).status_code == 405


def test_what_has_changed_since_the_check_is_checked_again(clerk, monkeypatch):
    upload(clerk, GOOD)
    file = SheetFile.objects.get()
    monkeypatch.setattr(
        TownRegister, "check", lambda self, line, by: line.fault("name", "taken meanwhile")
    )
    page = text_of(clerk.post(page_of(file, "confirm"), follow=True))
    assert "taken meanwhile" in page
    assert not Town.objects.exists()
    assert [entry.act for entry in TrailEntry.objects.all()] == ["import_refused"]


def test_rows_of_another_town_are_named_faults_for_a_liaison(client, liaison, other_town):
    client.force_login(liaison)
    own = liaison.town
    page = text_of(
        upload(
            client, f"code,neighbour\n{own.code},{own.code}\n{own.code[:-1]}9,{other_town.code}\n"
        )
    )
    assert "not yours" in page


def long_sheet():
    return HEAD + "".join(f"511124{n:03d},第{n}镇,\n" for n in range(501))


def test_a_long_file_is_checked_and_imported_by_jobs(clerk):
    response = upload(clerk, long_sheet(), follow=False)
    check = Job.objects.get()
    assert response["Location"] == reverse("accounts:job_detail", args=[check.pk])
    file = SheetFile.objects.get()
    assert clerk.get(page_of(file))["Location"] == response["Location"]
    jobs.run_due()
    check.refresh_from_db()
    assert (check.state, check.done, check.total, check.result_url) == (
        "done",
        1002,
        1002,
        page_of(file),
    )
    assert "New records" in text_of(clerk.get(page_of(file)))
    assert not Town.objects.exists()
    clerk.post(page_of(file, "confirm"))
    work = Job.objects.exclude(pk=check.pk).get()
    assert clerk.get(page_of(file))["Location"] == reverse("accounts:job_detail", args=[work.pk])
    jobs.run_due()
    assert Town.objects.count() == 501
    assert "has been imported" in text_of(clerk.get(page_of(file)))
    assert TrailEntry.objects.filter(act="import").count() == 1


def test_a_long_file_with_a_fault_saves_nothing_and_shows_it(clerk):
    upload(clerk, long_sheet() + "x,新镇,\n")
    jobs.run_due()
    assert Job.objects.get().state == "done"
    assert "1 fault was found" in text_of(clerk.get(page_of(SheetFile.objects.get())))


@pytest.fixture
def both_slots_taken():
    with slot(0), slot(0):
        yield


def test_a_workbook_that_would_have_to_wait_is_checked_and_imported_by_jobs(clerk, staff):
    with slot(0), slot(0):
        response = upload(clerk, PLAIN, "a.xlsx", follow=False)
        check = Job.objects.get()
        assert response["Location"] == reverse("accounts:job_detail", args=[check.pk])
    jobs.run_due()
    file = SheetFile.objects.get()
    assert (file.rows, importing.report_of(file).created) == (1, 1)
    with slot(0), slot(0):
        assert clerk.post(page_of(file, "confirm")).status_code == 302
        assert not Town.objects.exists()
    jobs.run_due()
    assert Town.objects.get().name == "研城镇"
    assert TrailEntry.objects.filter(act="import").count() == 1


def test_a_job_that_waits_for_its_turn_keeps_its_lease_and_goes_on(clerk, monkeypatch):
    monkeypatch.setattr(importing, "SECONDS_TO_A_SIGN", 0.2)
    signs = []
    note = jobs.Progress.__call__

    def noting(progress, done, total):
        signs.append(done)
        note(progress, done, total)
        if len(signs) == 2:
            taken.close()

    monkeypatch.setattr(jobs.Progress, "__call__", noting)
    with contextlib.ExitStack() as taken:
        taken.enter_context(slot(0))
        taken.enter_context(slot(0))
        upload(clerk, PLAIN, "a.xlsx")
        jobs.run_due()
    assert signs[:2] == [0, 0]
    assert importing.report_of(SheetFile.objects.get()).created == 1


def test_a_workbook_that_a_job_can_not_read_is_refused_there_in_the_same_words(clerk):
    with slot(0), slot(0):
        upload(clerk, packed(edit=lambda book: book.active.delete_rows(2)), "a.xlsx")
    jobs.run_due()
    job = Job.objects.get()
    assert (job.state, job.error) == ("failed", "The table has headings but no rows. Fill it in.")
    assert job.error in text_of(clerk.get(reverse("accounts:job_detail", args=[job.pk])))
    assert [entry.act for entry in TrailEntry.objects.all()] == ["import_refused"]


def test_the_file_with_its_faults_is_not_waited_for_either(clerk, both_slots_taken):
    upload(clerk, HEAD + "x,镇,\n")
    file = SheetFile.objects.get()
    workbook = packed(edit=lambda book: book.active.append(["x", "镇"]))
    SheetFile.objects.update(content=base64.b64encode(workbook).decode())
    assert "Try again in a minute" in text_of(clerk.get(page_of(file, "faults")))


def test_hidden_rows_are_named_before_anything_is_imported(clerk):
    def hide(book):
        book.active.row_dimensions[2].hidden = True

    page = text_of(upload(clerk, packed(edit=hide), "a.xlsx"))
    assert "1 hidden row was read as well (row 2)" in page
    assert "Nothing has been saved yet" in page


@pytest.mark.parametrize("loss", ["deleted", "demoted"])
def test_a_job_whose_file_or_right_is_gone_says_so(clerk, staff, loss):
    upload(clerk, long_sheet())
    if loss == "deleted":
        SheetFile.objects.all().delete()
    else:
        staff.role = "auditor"
        staff.save()
    jobs.run_due()
    job = Job.objects.get()
    assert (job.state, job.attempts) == ("failed", 1)
    assert job.error


# --- files that no office would send


def packed(*, edit=None, add=()):
    """A workbook with the headings, changed as a workbook or as an archive."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["code", "name"])
    book.active.append(["511124100", "研城镇"])
    if edit:
        edit(book)
    book.save(out)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in add:
            archive.writestr(name, content)
    return out.getvalue()


PLAIN = packed()
DTD = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
HOSTILE = {
    "bomb.xlsx": (packed(add=[("big.xml", b"<a>" + b" " * (61 * 2**20))]), "too much data"),
    "dtd.xlsx": (packed(add=[("xl/extra.xml", DTD)]), "new workbook"),
    "macro.xlsx": (packed(add=[("xl/vbaProject.bin", b"x")]), "macros"),
    "link.xlsx": (packed(add=[("xl/externalLinks/externalLink1.xml", b"<a/>")]), "macros"),
    "climbing.xlsx": (packed(add=[("../../etc/x", b"x")]), "new workbook"),
    "truncated.xlsx": (PLAIN[: len(PLAIN) // 2], "damaged"),
    "flipped.xlsx": (PLAIN[:200] + b"\0" * 50 + PLAIN[250:], "damaged"),
    "program.xlsx": (b"MZ\x90\x00" + b"\0" * 600, "does not fit its name"),
    "program.exe": (b"MZ\x90\x00" + b"\0" * 600, "Only .xlsx and .csv"),
    "macro.xlsm": (PLAIN, "Only .xlsx and .csv"),
    "old.xls": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "Only .xlsx and .csv"),
    "picture.csv": (b"\x89PNG\r\n\x1a\n\0\0", "null character"),
    "null.csv": (
        GOOD.replace("研", "\0").encode(),
        "Line 2 of the CSV file holds a null character",
    ),
    "utf16.csv": (GOOD.encode("utf-16"), "UTF-8 or GBK"),
    "quote.csv": (b'code,name\n"511124100,x\n', "quotation mark"),
    "page.csv": (b"<html><script>alert(1)</script></html>", "headings"),
    "other.csv": ("姓,名\n张,三\n".encode(), "headings"),
    "large.csv": (b"code,name\n" + b"1,2\n" * (5 * 2**18 + 1), "larger than 5 MB"),
    "long.csv": (b"code,name\n" + b"1,2\n" * 5001, "5000 rows"),
    "empty.csv": (b"", "empty"),
    "blank.csv": (b"\xef\xbb\xbf\r\n,,\r\n", "empty"),
    "headings.csv": (HEAD.encode(), "no rows"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gets_a_clear_word_and_leaves_nothing(clerk, name):
    content, word = HOSTILE[name]
    response = upload(clerk, content, name)
    assert response.status_code == 200
    assert word in text_of(response)
    assert not SheetFile.objects.exists()
    assert not Town.objects.exists()
    assert set(TrailEntry.objects.values_list("act", flat=True)) <= {"import_refused"}


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/passwd.csv",
        "..\\x\\y.csv",
        "\u202ecsv.exe.csv",
        "<b>.csv",
        "名" * 300 + ".csv",
        ".csv",
        "a\tb.csv",
    ],
)
def test_a_hostile_name_is_shown_harmless(clerk, name):
    response = upload(clerk, GOOD, name)
    assert "<b>.csv" not in text_of(response)
    stored = SheetFile.objects.get().name if SheetFile.objects.exists() else ""
    assert not set("/\\\u202e\t") & set(Path(stored).name)


def test_a_form_without_a_file_asks_for_one(clerk):
    assert "required" in text_of(clerk.post(UPLOAD, {}))
    assert "required" in text_of(clerk.post(UPLOAD, {"file": "text, no file"}))


# --- files that offices do send


def titled(book):
    """Two merged title rows above the headings, an instruction sheet before, and a code as a number."""
    page = book.active
    page.insert_rows(1, 2)
    page["A1"] = "乡镇名录"
    page.merge_cells("A1:B1")
    page["A2"] = "填报单位：统战部"
    page.merge_cells("A2:B2")
    page["A4"] = 511124100.0
    book.create_sheet("填表说明", 0).append(["请如实填写"])


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (packed(edit=titled), "名录.xlsx"),
        ("代码,名称\n511124100,研城镇\n".encode("gbk"), "名录.csv"),
        (
            "\ufeff代码；名称".replace("；", ";").encode() + "\n511124100;研城镇\n".encode(),
            "名录.csv",
        ),
        ("名称\t代码\n\n研城镇\t５１１１２４１００\n".encode("gb18030"), "名录.txt"),
    ],
)
def test_what_offices_really_send_is_read(clerk, content, name):
    assert "Nothing has been saved yet" in text_of(upload(clerk, content, name))
    clerk.post(page_of(SheetFile.objects.get(), "confirm"))
    assert Town.objects.get(code="511124100").name == "研城镇"
