"""Two administrators close each other, or make each other something else, at the same moment: one of them remains."""

import threading

import pytest
from django.db import connection
from django.test import Client

from accounts.models import TrailEntry, User
from accounts.roles import Role
from accounts.tests.factories import UserFactory
from accounts.tests.test_offices import filled_in

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5


def at_once(tries):
    """What each of the requests is answered."""
    gate, statuses = threading.Barrier(len(tries)), []

    def run(client, path, data):
        gate.wait()
        try:
            statuses.append(client.post(path, data).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=attempt) for attempt in tries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


def administrators(count):
    people = [UserFactory(role=Role.ADMINISTRATOR) for _ in range(count)]
    clients = [Client() for _ in people]
    for person, client in zip(people, clients, strict=True):
        client.force_login(person)
    return people, clients


@pytest.mark.parametrize("change", [{"is_active": ""}, {"role": "staff"}])
def test_of_two_who_remove_each_other_at_one_moment_one_remains(change):
    for _ in range(ROUNDS):
        User.objects.filter(role=Role.ADMINISTRATOR).update(is_active=False)
        (one, two), (ones, twos) = administrators(2)
        statuses = at_once(
            [
                (ones, f"/system/users/{two.pk}/", filled_in(two, **change)),
                (twos, f"/system/users/{one.pk}/", filled_in(one, **change)),
            ]
        )
        assert sorted(statuses) in ([302, 302], [302, 403])
        left = set(User.objects.who_may("accounts.users").values_list("pk", flat=True))
        assert len(left & {one.pk, two.pk}) == 1
        assert TrailEntry.objects.filter(act="change", target_id__in=[one.pk, two.pk]).count() == 1


def test_in_a_ring_of_six_who_close_each_other_no_closed_one_acts():
    people, clients = administrators(6)
    ring = zip(clients, [*people[1:], people[0]], strict=True)
    statuses = at_once(
        [(client, f"/system/users/{who.pk}/", filled_in(who, is_active="")) for client, who in ring]
    )
    assert set(statuses) <= {302, 403}
    left = set(User.objects.who_may("accounts.users").values_list("pk", flat=True))
    closed = {
        entry.target_id: entry.by
        for entry in TrailEntry.objects.filter(act="change").order_by("number")
    }
    assert left
    assert len(left) + len(closed) == len(people)
    gone: set[str] = set()
    for pk, by in closed.items():
        assert by not in gone
        gone.add(User.objects.get(pk=pk).username)
