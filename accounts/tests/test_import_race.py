"""Several people, or one with a nervous finger, confirm the same file at the same moment."""

import threading

import pytest
from django.db import connection

from accounts.models import Town, TrailEntry
from accounts.moves import MoveRefused
from accounts.registers import REGISTERS, importing
from accounts.tests.factories import UserFactory
from accounts.tests.town_register import TownRegister

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 6


def test_of_simultaneous_confirmations_one_imports(monkeypatch):
    monkeypatch.setitem(REGISTERS, "towns", TownRegister)
    by = UserFactory(username="clerk")
    file = importing.stage(
        "towns", "code,name\n511124100,研城镇\n511124101,马踏镇\n".encode(), "x.csv", by=by
    )
    gate, results = threading.Barrier(MANY), []

    def confirm():
        gate.wait()
        try:
            results.append(importing.confirm(file, by=by).name)
        except MoveRefused:
            results.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=confirm) for _ in range(MANY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["refused"] * (MANY - 1) + ["x.csv"]
    assert Town.objects.count() == 2
    assert TrailEntry.objects.filter(act="import").count() == 1
