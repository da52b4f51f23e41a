"""Score sheets and summaries: current points, 未测评 for missing ones, nothing before approval."""

from decimal import Decimal

import pytest

from accounts.papers import KINDS, template_of
from evaluations.models import Evaluation, Score
from evaluations.tests.factories import EvaluationFactory, RoundFactory
from jingyan.papers import Workshop, read

pytestmark = pytest.mark.django_db


def text_of(key, row, user):
    kind = KINDS[key]
    with Workshop() as shop:
        return read(shop.fill(template_of(key), kind.tell(kind.rows(user).get(pk=row.pk)))).text


def test_a_score_sheet_prints_points_and_says_what_was_not_assessed(staff):
    evaluation = EvaluationFactory()
    first = evaluation.scores.order_by("criterion__print_order").first()
    Score.objects.filter(pk=first.pk).update(points=Decimal("1.50"), note="每季度到村")
    text = text_of("score_sheet", evaluation, staff)
    assert text.startswith("等次未批准")
    assert f"{first.text}\t{first.max_points}\t1.5\t每季度到村" in text
    assert "未测评" in text
    assert str(evaluation.pairing.officer) in text


def test_officer_and_town_receive_no_sheet_before_the_grade_is_approved(liaison, town):
    evaluation = EvaluationFactory(pairing__village__town=town)
    assert not KINDS["score_sheet"].rows(liaison).exists()
    assert Evaluation.objects.visible_to(liaison).filter(pk=evaluation.pk).exists()


def test_a_summary_lists_the_round_and_its_spread(staff):
    opened = RoundFactory()
    rows = [EvaluationFactory(round=opened) for _ in range(3)]
    text = text_of("summary", opened, staff)
    assert text.startswith("等次未全部批准")
    assert "参评3人" in text
    assert all(str(row.pairing.officer) in text for row in rows)


def test_a_summary_is_for_those_who_know_the_points_before_approval(liaison, officer_user):
    assert not any(user.may(KINDS["summary"].permission) for user in (liaison, officer_user))


def test_a_summary_costs_a_fixed_number_of_queries(staff, django_assert_num_queries):
    opened = RoundFactory()
    for _ in range(4):
        EvaluationFactory(round=opened)
    with django_assert_num_queries(2):
        KINDS["summary"].tell(KINDS["summary"].rows(staff).get(pk=opened.pk))
