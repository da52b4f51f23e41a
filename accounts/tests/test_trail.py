import pytest
from django.db import DatabaseError, connection, transaction

from accounts import jobs, trail
from accounts.models import DictionaryEntry, TrailEntry
from accounts.trail.acts import ACTS
from accounts.trail.history import history


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE accounts_trailentry SET note = 'nothing happened'",
        "UPDATE accounts_trailentry SET at = '2020-01-01 00:00:00'",
        "DELETE FROM accounts_trailentry",
    ],
)
def test_the_trail_is_frozen_against_raw_sql(staff, sql):
    trail.write("change", staff, by=staff, note="as it was")
    with (
        pytest.raises(DatabaseError, match="never change"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    assert TrailEntry.objects.get().note == "as it was"


def test_an_entry_names_who_in_which_role_did_what(staff, leader):
    entry = trail.write("change", staff, by=leader, before="a", after="b", note="why")
    assert (entry.by, entry.by_name, entry.role, entry.act) == (
        leader.username,
        leader.full_name,
        "leader",
        "change",
    )
    assert (entry.target, entry.target_id, entry.subject) == ("accounts.User", staff.pk, str(staff))


def test_the_history_of_a_record_holds_its_own_acts_latest_first(staff, leader):
    trail.write("create", staff, by=leader)
    trail.write("change", leader, by=leader)
    trail.write("change", staff, by=leader, note="opinion")
    assert [act.label for act in history(staff, leader)] == [ACTS["change"], ACTS["create"]]
    assert [act.note for act in history(staff, leader, notes=False)] == ["", ""]


def test_entries_that_are_older_than_the_name_of_a_model_are_found_under_its_present_name(
    client, administrator, monkeypatch
):
    client.force_login(administrator)
    entry = DictionaryEntry.objects.get(dictionary="education", code="doctor")
    monkeypatch.setattr(DictionaryEntry._meta, "object_name", "Term")
    trail.write("retire", entry, by=administrator)
    monkeypatch.undo()
    assert TrailEntry.objects.get().target == "accounts.Term"
    assert len(history(entry, administrator)) == 1
    listing = client.get("/system/trail/", {"target": "accounts.DictionaryEntry"}).context[
        "listing"
    ]
    assert [found.act for found in listing.page.object_list.data] == ["retire"]


def test_users_who_may_not_read_the_trail_see_their_own_acts(staff, auditor):
    trail.write("change", staff, by=staff)
    trail.write("change", staff, by=auditor)
    assert TrailEntry.objects.visible_to(staff).count() == 1
    assert TrailEntry.objects.visible_to(auditor).count() == 2


def test_the_page_finds_acts_by_person_act_record_and_day_and_says_when_the_chain_was_walked(
    client, administrator, staff
):
    client.force_login(administrator)
    trail.write("create", staff, by=administrator)
    trail.write("export", None, by=staff)
    assert "accounts:trail_verify" not in client.get("/system/trail/").text

    def found(**query):
        return [
            entry.act
            for entry in client.get("/system/trail/", query)
            .context["listing"]
            .page.object_list.data
        ]

    assert found(act="export") == ["export"]
    assert found(target="accounts.User") == ["create"]
    assert found(q="staff") == ["export"]
    assert found(at_after="2099-01-01") == []
    client.post("/system/trail/verify/")
    jobs.run_due()
    page = client.get("/system/trail/")
    assert page.context["verified"].changes == {"entries": 2}
    assert 'class="note note-success"' in page.text
