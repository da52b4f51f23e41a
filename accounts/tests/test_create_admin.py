import pytest
from django.core.management import CommandError, call_command

from accounts.models import TrailEntry, User
from accounts.roles import Role
from jingyan import demo


def create(monkeypatch, password="a-long-enough-secret-7", username="root"):
    monkeypatch.setenv("ADMIN_PASSWORD", password)
    call_command("create_admin", username=username, full_name="王建国")


def test_the_first_administrator_can_log_in(db, monkeypatch, client):
    create(monkeypatch)
    assert User.objects.get(username="root").role == Role.ADMINISTRATOR
    assert client.login(username="root", password="a-long-enough-secret-7")
    assert TrailEntry.objects.get().act == "create"


@pytest.mark.parametrize("password", ["short", "password123", "12345678901", demo.PASSWORD])
def test_a_weak_password_is_refused(db, monkeypatch, password):
    with pytest.raises(CommandError) as refused:
        create(monkeypatch, password)
    assert refused.value.returncode == 1
    assert not User.objects.filter(username="root").exists()


def test_a_name_that_is_taken_is_refused(staff, monkeypatch):
    with pytest.raises(CommandError) as refused:
        create(monkeypatch, username=staff.username)
    assert refused.value.returncode == 1


def test_without_a_terminal_everything_must_be_given(db, monkeypatch):
    monkeypatch.delenv("ADMIN_PASSWORD", raising=False)
    with pytest.raises(CommandError) as refused:
        call_command("create_admin", username="root", full_name="王建国")
    assert refused.value.returncode == 2
