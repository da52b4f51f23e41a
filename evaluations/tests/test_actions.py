"""Opening rounds, and scoring, reviewing and grading sheets: effects, permissions, refusals."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import TrailEntry
from accounts.moves import MoveRefused
from evaluations import actions, ranking
from evaluations.actions import CriterionMark
from evaluations.models import Evaluation, Round, Rubric, Score
from evaluations.tests.factories import EvaluationFactory, RoundFactory, marks
from officers.models import Measures
from pairings.tests.factories import PairingFactory

pytestmark = pytest.mark.django_db
OUTSIDERS = ("administrator", "liaison", "leader", "officer_user", "auditor")


@pytest.fixture
def evaluation(town):
    return EvaluationFactory(pairing__village__town=town)


def open_round(by, **values):
    given = {
        "name": "首批期满评价",
        "rubric": Rubric.objects.get(),
        "starts_on": date(2022, 1, 1),
        "ends_on": date(2022, 12, 31),
    }
    return actions.open_round(**given | values, by=by)


def reviewed(current, total, staff, staff2, **sheet):
    """A sheet of the round with this total, scored and reviewed."""
    scored = actions.score(EvaluationFactory(round=current), by=staff, marks=marks(total, **sheet))
    return actions.review(scored, by=staff2)


# --- rounds


def test_a_round_gives_a_blank_sheet_to_every_pairing_active_on_its_last_day(staff):
    running = PairingFactory(active=True)
    PairingFactory(ended=True, ends_on=date(2022, 12, 30))
    until = PairingFactory(ended=True, ends_on=date(2022, 12, 31))
    PairingFactory(active=True, starts_on=date(2023, 1, 1))
    PairingFactory()
    opened = open_round(staff)
    assert {row.pairing for row in opened.evaluations.all()} == {running, until}
    criteria = opened.rubric.criteria.all()
    for row in opened.evaluations.all():
        sheet = row.scores.all()
        assert [(line.text, line.max_points) for line in sheet] == [
            (line.text, line.max_points) for line in criteria
        ]
        assert {line.points for line in sheet} == {None}
        assert (row.state, row.total, row.grade) == ("open", None, "")


def test_the_quota_comes_from_the_measures_in_force_on_the_last_day(staff):
    PairingFactory(active=True)
    Measures.objects.create(version=2, name="修订", starts_on=date(2022, 7, 1), excellent_quota=15)
    assert open_round(staff).excellent_quota == 15
    assert open_round(staff, name="另一轮", excellent_quota=30).excellent_quota == 30


def test_a_round_without_pairings_is_refused(staff):
    with pytest.raises(ValidationError) as refusal:
        open_round(staff)
    assert "ends_on" in refusal.value.message_dict
    assert not Round.objects.exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"ends_on": date(2021, 1, 1)}, "__all__"),
        ({"excellent_quota": 101}, "__all__"),
        ({"name": ""}, "name"),
    ],
)
def test_a_faulty_round_is_refused(staff, values, field):
    PairingFactory(active=True)
    with pytest.raises(ValidationError) as refusal:
        open_round(staff, **values)
    assert field in refusal.value.message_dict


def test_two_rounds_never_share_a_name(staff):
    PairingFactory(active=True)
    open_round(staff)
    with pytest.raises(ValidationError) as refusal:
        open_round(staff)
    assert "name" in refusal.value.message_dict


@pytest.mark.parametrize("who", OUTSIDERS)
def test_others_open_no_round(request, who):
    with pytest.raises(PermissionDenied):
        open_round(request.getfixturevalue(who))


# --- scoring


def test_a_sheet_is_saved_line_by_line_and_has_no_total_until_it_is_complete(evaluation, staff):
    saved = actions.save_scores(
        evaluation, by=staff, marks={"contact": CriterionMark(Decimal("7.5"), "走访记录")}
    )
    assert saved.total is None
    assert saved.scored_by == staff
    line = saved.scores.get(criterion__code="contact")
    assert (line.points, line.note) == (Decimal("7.5"), "走访记录")
    assert saved.scores.get(criterion__code="plan").points is None


def test_a_complete_sheet_has_a_total_and_is_handed_in(evaluation, staff):
    scored = actions.score(evaluation, by=staff, marks=marks("86.5"))
    assert (scored.state, scored.total, scored.scored_by) == ("scored", Decimal("86.5"), staff)
    assert list(TrailEntry.objects.of(scored).values_list("act", flat=True)) == [
        "save_scores",
        "score",
    ]


def test_zero_is_a_score_and_empty_is_none(evaluation, staff):
    sheet = marks(100) | {"lasting": CriterionMark(Decimal(0))}
    assert actions.score(evaluation, by=staff, marks=sheet).total == 95
    other = EvaluationFactory()
    with pytest.raises(MoveRefused, match="回访时成效仍在"):
        actions.score(other, by=staff, marks=sheet | {"lasting": CriterionMark(None)})
    assert not other.scores.exclude(points=None).exists(), "nothing of a refused sheet is kept"


def test_points_are_taken_back_by_emptying_them(evaluation, staff):
    actions.save_scores(evaluation, by=staff, marks=marks(90))
    emptied = actions.save_scores(evaluation, by=staff, marks={"plan": CriterionMark(None)})
    assert emptied.total is None


@pytest.mark.parametrize("points", ["-0.5", "8.01", "80"])
def test_points_beyond_the_full_points_are_refused_by_criterion(evaluation, staff, points):
    with pytest.raises(ValidationError) as refusal:
        actions.save_scores(evaluation, by=staff, marks={"contact": CriterionMark(Decimal(points))})
    assert set(refusal.value.message_dict) == {"contact"}


def test_a_veto_needs_grounds(evaluation, staff):
    with pytest.raises(ValidationError) as refusal:
        actions.save_scores(
            evaluation, by=staff, marks={"unlawful": CriterionMark(Decimal(1), " ")}
        )
    assert set(refusal.value.message_dict) == {"unlawful"}


@pytest.mark.parametrize("who", OUTSIDERS)
@pytest.mark.parametrize("act", [actions.save_scores, actions.score])
def test_others_score_nothing(request, evaluation, who, act):
    with pytest.raises(PermissionDenied):
        act(evaluation, by=request.getfixturevalue(who), marks=marks())


def test_a_sheet_belongs_to_the_user_who_started_it(evaluation, staff, staff2):
    actions.save_scores(evaluation, by=staff, marks={"plan": CriterionMark(Decimal(9))})
    for attempt in (actions.save_scores, actions.score):
        with pytest.raises(MoveRefused, match="李秀英"):
            attempt(evaluation, by=staff2, marks=marks())


def test_a_sheet_started_over_is_empty_and_free(evaluation, staff, staff2):
    actions.save_scores(evaluation, by=staff, marks=marks(90))
    fresh = actions.restart(evaluation, by=staff2, reason="原经办人调离")
    assert (fresh.state, fresh.total, fresh.scored_by) == ("open", None, None)
    assert not fresh.scores.exclude(points=None).exists()
    assert actions.score(fresh, by=staff2, marks=marks(80)).total == 80


def test_a_handed_in_sheet_is_closed_until_it_is_sent_back(evaluation, staff, staff2):
    actions.score(evaluation, by=staff, marks=marks(90))
    with pytest.raises(MoveRefused, match=r"handed in|提交"):
        actions.save_scores(evaluation, by=staff, marks={"plan": CriterionMark(Decimal(1))})
    actions.send_back(evaluation, by=staff2, reason="缺测评表")
    assert (
        actions.save_scores(evaluation, by=staff, marks={"plan": CriterionMark(Decimal(1))}).total
        == 81
    )


# --- review and approval


def test_a_scorer_cannot_review_their_own_sheet(evaluation, staff, staff2):
    actions.score(evaluation, by=staff, marks=marks(90))
    for attempt in (
        lambda: actions.review(evaluation, by=staff),
        lambda: actions.send_back(evaluation, by=staff, reason="x"),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
    assert actions.review(evaluation, by=staff2).reviewed_by == staff2


def test_sending_back_forgets_the_review_and_needs_a_reason(evaluation, staff, staff2):
    actions.score(evaluation, by=staff, marks=marks(90))
    actions.review(evaluation, by=staff2)
    with pytest.raises(MoveRefused):
        actions.send_back(evaluation, by=staff2, reason=" ")
    returned = actions.send_back(evaluation, by=staff2, reason="佐证不足")
    assert (returned.state, returned.reviewed_by, returned.scored_by) == ("open", None, staff)


def test_a_leader_approves_the_computed_grade_with_its_reason(staff, staff2, leader):
    current = RoundFactory(excellent_quota=50)
    row, behind = reviewed(current, 92, staff, staff2), reviewed(current, 80, staff, staff2)
    approved = actions.approve(row, by=leader)
    assert (approved.state, approved.grade, approved.total) == ("approved", "excellent", 92)
    assert approved.grade_reason == "总分排名第1，优秀名额1个"
    assert (approved.approved_by, approved.approved_at is not None) == (leader, True)
    assert actions.approve(behind, by=leader).grade == "good"


@pytest.mark.parametrize("who", ["administrator", "staff", "liaison", "officer_user", "auditor"])
def test_others_approve_nothing(request, staff2, who):
    current = RoundFactory()
    row = EvaluationFactory(round=current, reviewed=True, total=80)
    with pytest.raises((PermissionDenied, Evaluation.DoesNotExist)):
        actions.approve(row, by=request.getfixturevalue(who))


def test_a_leader_who_scored_or_reviewed_does_not_approve(leader):
    for hand in ("scored_by", "reviewed_by"):
        row = EvaluationFactory(reviewed=True, total=80, **{hand: leader})
        with pytest.raises(PermissionDenied):
            actions.approve(row, by=leader)


@pytest.mark.parametrize("state", ["open", "scored"])
def test_a_sheet_without_a_review_is_not_approved(leader, state):
    row = EvaluationFactory(state=state, total=80)
    with pytest.raises(MoveRefused):
        actions.approve(row, by=leader)


def test_excellents_beyond_the_quota_become_good(staff, staff2, leader):
    current = RoundFactory(excellent_quota=40)
    rows = [reviewed(current, total, staff, staff2) for total in (95, 94, 93, 80, 70)]
    grades = [actions.approve(row, by=leader).grade for row in reversed(rows)]
    assert grades == ["general", "good", "good", "excellent", "excellent"]
    beyond = Evaluation.objects.get(pk=rows[2].pk)
    assert beyond.grade_reason == "总分排名第3，优秀名额2个，达到优秀分数线但超出名额"


def test_an_excellent_beyond_the_quota_is_refused_by_name(staff, staff2, leader):
    current = RoundFactory(excellent_quota=50)
    reviewed(current, 95, staff, staff2)
    row = reviewed(current, 91, staff, staff2)
    with pytest.raises(MoveRefused) as refusal:
        actions.approve(row, by=leader, grade="excellent")
    for word in ("50", "1", "2"):
        assert word in str(refusal.value)
    row.refresh_from_db()
    assert (row.state, row.grade) == ("reviewed", "")


def test_a_grade_that_has_changed_since_it_was_shown_is_refused(staff, staff2, leader):
    current = RoundFactory()
    row = reviewed(current, 74, staff, staff2)
    with pytest.raises(MoveRefused):
        actions.approve(row, by=leader, grade="good")
    assert actions.approve(row, by=leader, grade="general").grade == "general"


def test_excellents_wait_until_the_whole_round_is_reviewed(staff, staff2, leader):
    current = RoundFactory(excellent_quota=50)
    first, low = reviewed(current, 95, staff, staff2), reviewed(current, 80, staff, staff2)
    last = EvaluationFactory(round=current)
    with pytest.raises(MoveRefused):
        actions.approve(first, by=leader)
    assert actions.approve(low, by=leader).grade == "good"
    actions.review(actions.score(last, by=staff, marks=marks(70)), by=staff2)
    assert actions.approve(first, by=leader).grade == "excellent"


def test_the_village_decides_between_equal_totals(staff, staff2, leader):
    current = RoundFactory(excellent_quota=50)
    less = reviewed(current, 92, staff, staff2, villagers=10)
    more = reviewed(current, 92, staff, staff2, villagers=12)
    assert actions.approve(less, by=leader).grade == "good"
    assert actions.approve(more, by=leader).grade == "excellent"


def test_a_veto_makes_the_grade_general_and_says_which(staff, staff2, leader):
    row = reviewed(RoundFactory(excellent_quota=100), 98, staff, staff2, veto="false_report")
    approved = actions.approve(row, by=leader)
    assert (approved.total, approved.grade) == (98, "general")
    assert approved.grade_reason == "一票否决：弄虚作假、虚报成效"


def test_the_distribution_is_there_before_approval(staff, staff2):
    current = RoundFactory(excellent_quota=40)
    for total in (95, 94, 93, 70):
        reviewed(current, total, staff, staff2)
    EvaluationFactory(round=current)
    spread = ranking.distribution(current)
    assert (spread.evaluations, spread.places) == (5, 2)
    assert (spread.excellent, spread.good, spread.general, spread.beyond_quota) == (2, 1, 1, 1)
    assert (spread.unscored, spread.pending, spread.is_settled) == (1, 1, False)


def test_a_round_is_approved_at_once_as_far_as_it_can_be(staff, staff2, leader):
    current = RoundFactory(excellent_quota=50)
    top, good = reviewed(current, 95, staff, staff2), reviewed(current, 80, staff, staff2)
    late = EvaluationFactory(round=current)
    assert actions.approve_round(current, by=leader) == 1
    actions.review(actions.score(late, by=staff, marks=marks(70)), by=staff2)
    assert actions.approve_round(current, by=leader) == 2
    grades = {row.pk: row.grade for row in Evaluation.objects.all()}
    assert grades == {top.pk: "excellent", good.pk: "good", late.pk: "general"}
    with pytest.raises(MoveRefused):
        actions.approve_round(current, by=leader)


@pytest.mark.parametrize("who", ["staff", "liaison", "officer_user", "auditor", "administrator"])
def test_others_approve_no_round(request, who):
    with pytest.raises(PermissionDenied):
        actions.approve_round(RoundFactory(), by=request.getfixturevalue(who))


# --- sight


def test_a_town_and_an_officer_see_their_own_evaluations_only(
    evaluation, liaison, stranger, officer_user
):
    evaluation.pairing.officer.user = officer_user
    evaluation.pairing.officer.save()
    EvaluationFactory()
    assert list(Evaluation.objects.visible_to(liaison)) == [evaluation]
    assert list(Evaluation.objects.visible_to(officer_user)) == [evaluation]
    assert not Evaluation.objects.visible_to(stranger).exists()
    assert list(Round.objects.visible_to(liaison)) == [evaluation.round]


@pytest.mark.parametrize("who", ["liaison", "officer_user"])
def test_points_stay_hidden_until_the_grade_is_approved(request, town, who, staff):
    user = request.getfixturevalue(who)
    scored = EvaluationFactory(pairing__village__town=town, scored=True, total=80)
    approved = EvaluationFactory(pairing__village__town=town, approved=True)
    for row in (scored, approved):
        row.pairing.officer.user = user if who == "officer_user" and row is approved else None
        row.pairing.officer.save()
    assert set(Score.objects.visible_to(user).values_list("evaluation", flat=True)) == {approved.pk}
    shown = dict(
        Evaluation.objects.visible_to(user).with_shown_total(user).values_list("pk", "shown_total")
    )
    assert shown[approved.pk] == 80
    assert shown.get(scored.pk) is None
    assert Evaluation.objects.with_shown_total(staff).get(pk=scored.pk).shown_total == 80
