"""What constraints and triggers refuse, raw SQL included."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from evaluations.models import Criterion, Evaluation, Rubric
from evaluations.tests.factories import EvaluationFactory, RoundFactory
from officers.models import Objection, Publicity
from officers.tests.factories import MeasuresFactory, ObjectionFactory, PublicityEntryFactory
from pairings.tests.factories import PairingFactory

pytestmark = pytest.mark.django_db


def refused(statement, *values):
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        connection.cursor().execute(statement, values)
    return str(refusal.value)


@pytest.fixture
def approved():
    return EvaluationFactory(approved=True)


@pytest.mark.parametrize(
    "change",
    [
        "grade = 'excellent'",
        "grade = ''",
        "total = 99",
        "total = NULL",
        "grade_reason = 'x'",
        "approved_by_id = scored_by_id",
        "scored_by_id = NULL",
        "reviewed_by_id = NULL",
        "state = 'open'",
    ],
)
def test_an_approved_grade_never_changes(approved, change):
    refused(f"UPDATE evaluations_evaluation SET {change} WHERE id = %s", approved.pk)


def test_an_approved_evaluation_keeps_its_pairing_and_round(approved):
    other, elsewhere = PairingFactory(active=True), RoundFactory()
    for column, key in (("pairing_id", other.pk), ("round_id", elsewhere.pk)):
        refused(f"UPDATE evaluations_evaluation SET {column} = %s WHERE id = %s", key, approved.pk)


def test_an_approved_evaluation_is_never_deleted(approved):
    refused("DELETE FROM evaluations_score WHERE evaluation_id = %s", approved.pk)
    refused("DELETE FROM evaluations_evaluation WHERE id = %s", approved.pk)


@pytest.mark.parametrize("state", ["publicised", "appealed", "final"])
def test_an_approved_evaluation_advances_and_stays_frozen(approved, state):
    MeasuresFactory(version=2, starts_on=date(2022, 6, 1), publicity=False)
    Evaluation.objects.filter(pk=approved.pk).update(state=state)
    refused("UPDATE evaluations_evaluation SET total = 1 WHERE id = %s", approved.pk)


@pytest.mark.parametrize("notice", ["none", "running", "closed but held"])
def test_no_grade_takes_effect_before_its_publicity_has_closed(approved, notice):
    if notice != "none":
        entry = PublicityEntryFactory(
            registration=None, name="张*", detail="", publicity__running=True
        )
        Evaluation.objects.filter(pk=approved.pk).update(entry=entry)
    if notice == "closed but held":
        ObjectionFactory(entry=entry)
        Publicity.objects.update(state="closed", closed_on="2022-03-09")
    error = refused("UPDATE evaluations_evaluation SET state = 'final' WHERE id = %s", approved.pk)
    assert "evaluation_final_after_publicity" in error
    if notice == "closed but held":
        Objection.objects.update(state="dismissed", handling="查无实据")
        Evaluation.objects.filter(pk=approved.pk).update(state="final")


def test_the_scores_of_an_approved_grade_never_change(approved):
    line = approved.scores.first()
    refused("UPDATE evaluations_score SET points = 1 WHERE id = %s", line.pk)
    refused("UPDATE evaluations_score SET note = 'x' WHERE id = %s", line.pk)
    refused("DELETE FROM evaluations_score WHERE id = %s", line.pk)


def test_no_score_moves_into_an_approved_sheet(approved):
    line = EvaluationFactory().scores.first()
    refused("UPDATE evaluations_score SET evaluation_id = %s WHERE id = %s", approved.pk, line.pk)
    refused(
        "INSERT INTO evaluations_score (evaluation_id, criterion_id, text, max_points, note) VALUES (%s, %s, 'x', 1, '')",
        approved.pk,
        line.criterion_id,
    )


def test_an_open_sheet_is_free(approved):
    row = EvaluationFactory()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE evaluations_score SET points = 1 WHERE evaluation_id = %s", [row.pk])
        cursor.execute("DELETE FROM evaluations_score WHERE evaluation_id = %s", [row.pk])
        cursor.execute("DELETE FROM evaluations_evaluation WHERE id = %s", [row.pk])


def test_a_used_rubric_never_changes():
    rubric = Rubric.objects.get()
    rubric.excellent_from = 91
    rubric.save()
    RoundFactory(rubric=rubric)
    refused("UPDATE evaluations_rubric SET excellent_from = 80")
    refused("UPDATE evaluations_criterion SET max_points = 30 WHERE code = 'plan'")
    refused("DELETE FROM evaluations_criterion WHERE code = 'bonus'")
    with pytest.raises(DatabaseError), transaction.atomic():
        Criterion.objects.create(rubric=rubric, code="new", part="duty", text="新增", max_points=5)


def fails(**values):
    row = EvaluationFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Evaluation.objects.filter(pk=row.pk).update(**values)


def test_a_grade_needs_a_total():
    fails(state="approved", grade="good")
    fails(state="approved", total=80)


def test_scorer_reviewer_and_approver_are_different_people(staff):
    fails(scored_by=staff, reviewed_by=staff)
    fails(scored_by=staff, approved_by=staff)
    fails(reviewed_by=staff, approved_by=staff)


def test_points_stay_within_the_full_points():
    line = EvaluationFactory().scores.get(criterion__code="plan")
    for points in (-1, 10.5):
        with pytest.raises(IntegrityError), transaction.atomic():
            connection.cursor().execute(
                "UPDATE evaluations_score SET points = %s WHERE id = %s", [points, line.pk]
            )


def test_a_pairing_is_evaluated_once_a_round():
    row = EvaluationFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Evaluation.objects.create(round=row.round, pairing=row.pairing)
