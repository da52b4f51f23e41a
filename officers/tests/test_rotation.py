"""Changing the field key: afterwards the old one can be removed."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.actions import rotation
from accounts.models import SheetFile, TrailEntry, User
from accounts.tests.factories import UserFactory
from jingyan.crypto import UnknownKey, new_key
from officers.actions.officer import find
from officers.models import Officer
from officers.tests.factories import OfficerFactory

NEW = new_key("new")


def rotate():
    out = StringIO()
    call_command("rotate_keys", stdout=out)
    return out.getvalue()


def stored():
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number, phone FROM officers_officer")
        return [value for row in cursor.fetchall() for value in row if value]


@pytest.fixture
def people(db):
    uploader = UserFactory(phone="13900001111")
    SheetFile.objects.create(
        register="officers", name="村官.xlsx", content="内容", rows=1, uploaded_by=uploader
    )
    return [*OfficerFactory.create_batch(3), OfficerFactory(phone="")]


def test_after_rotation_the_old_key_can_be_removed(people, settings, monkeypatch):
    monkeypatch.setattr(rotation, "BATCH", 2)
    before = {person.pk: (person.id_number, person.phone) for person in people}
    settings.FIELD_KEYS = f"{NEW},{settings.FIELD_KEYS}"
    assert find(people[0].id_number) is None
    output = rotate()
    assert "officers.Officer.id_number: 4\n" in output
    assert "officers.Officer.phone: 3\n" in output
    assert "accounts.User.phone: 1\n" in output
    assert "accounts.SheetFile.content: 1\n" in output
    settings.FIELD_KEYS = NEW
    assert all(value.startswith("new:") for value in stored())
    assert {
        person.pk: (person.id_number, person.phone) for person in Officer.objects.all()
    } == before
    assert User.objects.exclude(phone="").get().phone == "13900001111"
    assert SheetFile.objects.get().content == "内容"


def test_look_ups_by_id_number_still_find_everyone(people, settings):
    settings.FIELD_KEYS = f"{NEW},{settings.FIELD_KEYS}"
    rotate()
    settings.FIELD_KEYS = NEW
    assert [find(person.id_number) for person in people] == people


def test_a_second_run_finds_nothing_to_do_and_each_is_in_the_trail(people, settings):
    settings.FIELD_KEYS = f"{NEW},{settings.FIELD_KEYS}"
    rotate()
    sealed = stored()
    assert "Officer.id_number: 0\n" in rotate()
    assert stored() == sealed
    entries = TrailEntry.objects.filter(act="rotate_keys")
    assert [entry.changes["officers.Officer.id_number"] for entry in entries] == [4, 0]


def test_a_value_under_a_lost_key_stops_everything_and_names_the_key(people, settings):
    sealed = stored()
    settings.FIELD_KEYS = NEW
    with pytest.raises(CommandError, match="“t1”") as refusal:
        rotate()
    assert refusal.value.returncode == 1
    assert stored() == sealed


def test_reading_a_value_under_an_unknown_key_names_the_key(people, settings):
    settings.FIELD_KEYS = NEW
    with pytest.raises(UnknownKey, match=r"“t1”.*rotate_keys"):
        Officer.objects.first()


def test_a_value_that_was_never_sealed_is_not_printed(people):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE officers_officer SET phone = '13900002222:x'")
    with pytest.raises(UnknownKey) as error:
        Officer.objects.first()
    assert "1390000" not in str(error.value)
