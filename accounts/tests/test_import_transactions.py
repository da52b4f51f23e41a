"""What a check or a faulty import has written is taken back with its whole transaction, and nothing else beside it.

SQLite before 3.50.2 can lose commits that follow such a savepoint; see `jingyan/sqlite.py`.
"""

import threading
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from accounts import jobs
from accounts.models import Job, SheetFile, Town, TrailEntry
from accounts.registers import REGISTERS, carry_out, importing, open_sheet
from accounts.tests.test_imports import GOOD, HEAD, long_sheet, page_of, text_of, upload
from accounts.tests.town_register import TownRegister

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _registered(monkeypatch):
    monkeypatch.setitem(REGISTERS, "towns", TownRegister)


@pytest.fixture
def clerk(client, staff):
    """County staff, logged in, reading English."""
    client.force_login(staff)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@contextmanager
def nothing_committed_after_a_savepoint_was_rolled_back():
    """Watch what this thread sends to the database: such a transaction may only be rolled back itself."""
    written, committed = [], []

    def watch(execute, sql, params, many, context):
        done = execute(sql, params, many, context)
        if sql.startswith("ROLLBACK TO"):
            transaction.on_commit(lambda: committed.append(sql))
        elif sql.startswith("INSERT"):
            written.append(sql)
        return done

    with connection.execute_wrapper(watch):
        yield
    assert written
    assert committed == []


def refuse_all(monkeypatch):
    """From now on each row is at fault, but only after all have been saved in bulk."""
    save = TownRegister.save

    def save_and_refuse(self, lines, *, by):
        save(self, lines, by=by)
        lines[0].fault("name", "taken meanwhile")

    monkeypatch.setattr(TownRegister, "save", save_and_refuse)


def test_the_check_of_a_long_file_by_a_job(clerk):
    upload(clerk, long_sheet())
    with nothing_committed_after_a_savepoint_was_rolled_back():
        jobs.run_due()
    assert Job.objects.get().state == Job.State.DONE
    assert not Town.objects.exists()


def test_the_import_of_a_long_file_that_has_faults_by_now(clerk, monkeypatch):
    upload(clerk, long_sheet())
    jobs.run_due()
    file = SheetFile.objects.get()
    clerk.post(page_of(file, "confirm"))
    refuse_all(monkeypatch)
    with nothing_committed_after_a_savepoint_was_rolled_back():
        jobs.run_due()
    job = Job.objects.latest("pk")
    assert (job.state, job.result_url) == (Job.State.DONE, page_of(file))
    assert "taken meanwhile" in text_of(clerk.get(page_of(file)))
    assert not Town.objects.exists()
    assert [entry.act for entry in TrailEntry.objects.all()] == ["import_refused"]


def test_the_check_and_the_import_of_a_short_file_that_has_faults_by_now(clerk, monkeypatch):
    with nothing_committed_after_a_savepoint_was_rolled_back():
        upload(clerk, GOOD)
    refuse_all(monkeypatch)
    file = SheetFile.objects.get()
    with nothing_committed_after_a_savepoint_was_rolled_back():
        assert "taken meanwhile" in text_of(clerk.post(page_of(file, "confirm"), follow=True))
    assert not Town.objects.exists()
    assert [entry.act for entry in TrailEntry.objects.all()] == ["import_refused"]


def test_a_file_imported_before_another_import_is_refused_stays_imported(clerk, staff, monkeypatch):
    upload(clerk, GOOD)
    file = SheetFile.objects.get()
    refuse_all(monkeypatch)
    rollback = connection.rollback

    def import_it():
        importing.confirm(file, by=staff)
        connection.close()

    def rollback_and_let_others_in():
        rollback()
        monkeypatch.undo()
        monkeypatch.setitem(REGISTERS, "towns", TownRegister)
        other = threading.Thread(target=import_it)
        other.start()
        other.join()

    monkeypatch.setattr(connection, "rollback", rollback_and_let_others_in)
    assert clerk.post(page_of(file, "confirm")).status_code == 409
    assert Town.objects.count() == 2
    assert SheetFile.objects.get().imported_at


def test_a_dry_run_refuses_to_be_part_of_a_transaction(staff):
    opened = open_sheet("towns", (HEAD + "511124100,研城镇,\n").encode(), "x.csv", by=staff)
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        carry_out(opened, dry_run=True)
