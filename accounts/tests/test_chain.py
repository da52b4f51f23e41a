"""The trail's chain: gap-free under load, and nothing done to it goes unnoticed."""

import random
import re
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from accounts import jobs, notices, tasks, trail
from accounts.actions import verification as chain
from accounts.models import Job, Notice, TrailEntry
from jingyan import triggers

LENGTH = 12
TRIES = 500
TEXTS = (
    "at",
    "by",
    "by_name",
    "role",
    "act",
    "target",
    "subject",
    "before",
    "after",
    "note",
    "previous",
    "hash",
)


def write_some(by, count=LENGTH):
    for number in range(count):
        trail.write(
            "change",
            by,
            by=by,
            note=f"第{number}次",
            changes={"number": number, "names": ["甲", "乙"]},
        )


def undone(by):
    trail.write("undone", by, by=by)
    raise ZeroDivisionError


def verify_trail():
    out = StringIO()
    call_command("verify_trail", stdout=out)
    return out.getvalue().strip()


def sql(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def test_an_untouched_trail_is_whole(staff):
    write_some(staff)
    assert verify_trail().startswith(str(LENGTH))


def test_an_empty_trail_is_whole(db):
    assert chain.verify() == chain.Verdict()


def test_entries_are_numbered_without_gaps_even_when_an_act_is_rolled_back(staff):
    write_some(staff, 2)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        undone(staff)
    write_some(staff, 1)
    assert list(TrailEntry.objects.values_list("number", flat=True)) == [1, 2, 3]
    assert not chain.verify().broken


def test_acts_done_together_are_written_at_the_end_and_what_was_rolled_back_is_not(staff):
    with trail.together():
        trail.write("first", staff, by=staff)
        assert not TrailEntry.objects.exists()
        with pytest.raises(ZeroDivisionError), trail.together():
            undone(staff)
        trail.write("second", staff, by=staff)
    assert list(TrailEntry.objects.values_list("act", flat=True)) == ["first", "second"]
    with pytest.raises(ZeroDivisionError), trail.together():
        undone(staff)
    trail.write("third", staff, by=staff)
    assert list(TrailEntry.objects.values_list("act", flat=True)) == ["first", "second", "third"]


def test_decimals_are_written_as_text_since_databases_differ_about_them(staff):
    with pytest.raises(TypeError, match="as text"):
        trail.write("change", staff, by=staff, changes={"share": 0.5})


def walked(client):
    """What the trail's page says once the walk that its button asks for is done; and the page of the walk itself."""
    job = client.post("/system/trail/verify/", follow=True)
    assert job.redirect_chain
    jobs.run_due()
    done = client.get(job.redirect_chain[-1][0]).text
    assert 'class="btn btn-primary" href="/system/trail/"' in done
    return client.get("/system/trail/").text


def test_an_auditor_has_the_trail_verified_by_a_button(client, auditor, administrator):
    write_some(auditor)
    client.force_login(auditor)
    assert "/system/trail/verify/" in client.get("/system/trail/").content.decode()
    page = walked(client)
    assert "note-success" in page
    assert str(LENGTH) in page
    assert TrailEntry.objects.last().act == "verify_trail"
    assert not Notice.objects.filter(user=administrator).exists()


def test_the_auditor_sees_which_entry_is_broken(client, auditor):
    write_some(auditor)
    triggers.lift()
    sql("UPDATE accounts_trailentry SET note = 'x' WHERE number = 7")
    client.force_login(auditor)
    page = walked(client)
    assert "note-error" in page
    assert "7 (" in page


def test_a_broken_trail_is_detected_at_night_and_administrators_are_notified_once(
    administrator, auditor, monkeypatch
):
    monkeypatch.setattr(chain, "BATCH", 2)
    write_some(auditor)
    triggers.lift()
    sql("UPDATE accounts_trailentry SET note = 'x' WHERE number = 7")
    for night in range(2):
        job = Job.objects.get(pk=tasks.verify_trail())
        jobs.run_due()
        job.refresh_from_db()
        assert (job.state, job.done, job.total) == (Job.State.DONE, 6, LENGTH + night)
    notice = Notice.objects.get(kind="trail_broken")
    assert (notice.user, notice.words) == (administrator, {"count": 6})
    assert "6" in notices.notice_texts([notice])[0].text


def changed(chance):
    name = chance.choice(TEXTS)
    value = "2020-01-01 00:00:00+00:00" if name == "at" else f"{chance.random()}"[:14]
    sql(
        f"UPDATE accounts_trailentry SET {name} = %s WHERE number = %s",
        value,
        chance.randint(1, LENGTH),
    )


def renumbered(chance):
    field = chance.choice(["number", "target_id"])
    sql(
        f"UPDATE accounts_trailentry SET {field} = {field} + 1000 WHERE number = %s",
        chance.randint(1, LENGTH),
    )


def changed_in_its_details(chance):
    details = f'{{"number": {chance.randint(100, 999)}, "names": ["甲", "乙"]}}'
    sql(
        "UPDATE accounts_trailentry SET changes = %s WHERE number = %s",
        details,
        chance.randint(1, LENGTH),
    )


def removed(chance):
    sql("DELETE FROM accounts_trailentry WHERE number = %s", chance.randint(1, LENGTH))


def swapped(chance):
    one, other = chance.sample(range(1, LENGTH + 1), 2)
    field = chance.choice(["number", "id"])
    for was, now in ((one, -1), (other, one), (-1, other)) if field == "number" else ():
        sql(
            "UPDATE accounts_trailentry SET number = %s WHERE number = %s",
            abs(now) + (now < 0) * 10_000,
            abs(was) + (was < 0) * 10_000,
        )
    if field == "id":
        keys = dict(TrailEntry.objects.values_list("number", "pk"))
        for was, now in ((keys[one], 10**9), (keys[other], keys[one]), (10**9, keys[other])):
            sql("UPDATE accounts_trailentry SET id = %s WHERE id = %s", now, was)


def added(chance):
    names = "at, by, by_name, role, act, target, target_id, subject, before, after, note, changes, previous, hash"
    sql(
        f"INSERT INTO accounts_trailentry ({names}, number) SELECT {names}, %s FROM accounts_trailentry WHERE number = %s",
        LENGTH + chance.randint(1, 9),
        chance.randint(1, LENGTH),
    )


def head_moved(chance):
    number = chance.randint(0, LENGTH - 1)
    seal = "" if not number else TrailEntry.objects.get(number=number).hash
    sql("UPDATE accounts_trailhead SET number = %s, hash = %s", number, seal)


TAMPERING = (changed, changed_in_its_details, renumbered, removed, swapped, added, head_moved)


def test_each_of_five_hundred_single_tamperings_is_found(staff):
    write_some(staff)
    triggers.lift()
    chance = random.Random(20220802)
    unnoticed = []
    for number in range(TRIES):
        tamper = TAMPERING[number % len(TAMPERING)]
        with transaction.atomic():
            tamper(chance)
            if not chain.verify().broken:
                unnoticed.append((number, tamper.__name__))
            transaction.set_rollback(True)
    assert unnoticed == []
    assert not chain.verify().broken


def test_the_first_broken_entry_is_named_and_the_command_fails(staff):
    write_some(staff)
    triggers.lift()
    sql("UPDATE accounts_trailentry SET note = 'x' WHERE number IN (5, 8)")
    with pytest.raises(CommandError, match=r"\D4\D.*\D5 \(.*staff, change\)") as refusal:
        verify_trail()
    assert refusal.value.returncode == 1


def test_a_lost_end_of_the_chain_is_named(staff):
    write_some(staff)
    triggers.lift()
    sql("DELETE FROM accounts_trailhead")
    assert chain.verify().broken


@pytest.mark.parametrize(
    "statement", ["UPDATE accounts_trailhead SET number = 0", "DELETE FROM accounts_trailhead"]
)
def test_the_end_of_the_chain_only_moves_on(staff, statement):
    write_some(staff)
    with pytest.raises(Exception, match="only grows"), transaction.atomic():
        sql(statement)


def test_long_trails_are_walked_in_batches(staff, monkeypatch):
    write_some(staff, 10)
    monkeypatch.setattr(chain, "BATCH", 4)
    assert chain.verify().count == 10


def test_rows_are_locked_without_their_keys_so_that_no_check_of_a_reference_waits_behind_the_chain():
    code = [
        path for app in settings.BASE_DIR.glob("*/__init__.py") for path in app.parent.rglob("*.py")
    ]
    bare = re.compile(r"\.select_for_update\((?!\s*no_key=True)")
    assert [
        path.name for path in code if "tests" not in path.parts and bare.search(path.read_text())
    ] == []
