"""Two leaders approve the two best sheets as excellent at the same moment; there is one place."""

import threading
from collections import Counter

import pytest
from django.db import connection

from accounts.moves import MoveRefused
from accounts.roles import Role
from accounts.tests.factories import UserFactory
from evaluations import actions
from evaluations.models import Evaluation
from evaluations.tests.factories import EvaluationFactory, RoundFactory, marks

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_quota_holds_under_simultaneous_approvals():
    current = RoundFactory(excellent_quota=25)
    scorer, reviewer = UserFactory(), UserFactory()
    leaders = UserFactory.create_batch(4, role=Role.LEADER)
    rows = [EvaluationFactory(round=current) for _ in leaders]
    for row, total in zip(rows, (96, 95, 94, 93), strict=True):
        actions.review(actions.score(row, by=scorer, marks=marks(total)), by=reviewer)
    gate, results = threading.Barrier(len(rows)), []

    def approve(row, leader):
        gate.wait()
        try:
            results.append(
                actions.approve(
                    Evaluation.objects.get(pk=row.pk), by=leader, grade="excellent"
                ).grade
            )
        except MoveRefused:
            results.append("refused")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=approve, args=pair) for pair in zip(rows, leaders, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(results) == {"excellent": 1, "refused": 3}
    assert Evaluation.objects.get(grade="excellent").pk == rows[0].pk
