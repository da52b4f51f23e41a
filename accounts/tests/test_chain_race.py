"""Simultaneous acts: one chain, no gap, no deadlock."""

import threading

import pytest
from django.db import connection

from accounts import trail
from accounts.actions import verification as chain
from accounts.models import TrailEntry, TrailHead, User
from accounts.tests.factories import UserFactory


def at_once(tries):
    gate, faults = threading.Barrier(len(tries)), []

    def run(attempt):
        gate.wait()
        try:
            attempt()
        except Exception as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[attempt]) for attempt in tries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


@pytest.mark.django_db(transaction=True)
def test_fifty_simultaneous_acts_make_fifty_entries_of_one_chain():
    people = UserFactory.create_batch(50)
    assert (
        at_once([lambda user=user: trail.write("change", user, by=user) for user in people]) == []
    )
    assert chain.verify() == chain.Verdict(
        50, pk=TrailEntry.objects.last().pk, seal=TrailHead.objects.get().hash
    )


@pytest.mark.django_db(transaction=True)
def test_acts_that_lock_each_others_rows_crosswise_never_end_in_a_deadlock():
    """Each act changes two of a few people, in its own order of entries; the rows are locked before the chain is."""
    people = UserFactory.create_batch(6)

    def act(first, second):
        with trail.together():
            for user in sorted((first, second), key=lambda user: user.pk):
                locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
                trail.write("change", locked, by=locked)

    pairs = [(people[n % 6], people[(n + 1 + n % 4) % 6]) for n in range(40)]
    assert at_once([lambda pair=pair: act(*pair) for pair in pairs]) == []
    assert chain.verify().count == 80
