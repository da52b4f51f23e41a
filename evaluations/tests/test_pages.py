"""The pages of rounds and evaluations: permissions, effects, hidden points, refusals."""

import pytest
from django.urls import reverse

from evaluations.models import Evaluation, Round, Rubric
from evaluations.tests.factories import FULL, EvaluationFactory, RoundFactory
from pairings.tests.factories import (
    AttendanceFactory,
    MeetingFactory,
    MeetingNoteFactory,
    PairingFactory,
)

pytestmark = pytest.mark.django_db
SECRET = "83.25"


def url(name, *args):
    return reverse(f"evaluations:{name}", args=args)


@pytest.fixture
def sign_in(client, request):
    def sign_in(who):
        client.force_login(request.getfixturevalue(who))
        return client

    return sign_in


@pytest.fixture
def evaluation(town, officer_user):
    return EvaluationFactory(
        pairing__village__town=town,
        pairing__appointment__officer__user=officer_user,
        reviewed=True,
        total=SECRET,
    )


@pytest.fixture
def approved(town, officer_user):
    return EvaluationFactory(
        pairing__village__town=town,
        pairing__appointment__officer__user=officer_user,
        approved=True,
        total=SECRET,
    )


def sheet(**values):
    points = {f"points_{code}": str(full) for code, full in FULL.items()}
    return points | {f"note_{code}": "据记录" for code in FULL} | values


def test_records_of_another_town_are_not_there(sign_in, evaluation):
    client = sign_in("stranger")
    assert client.get(url("evaluation_detail", evaluation.pk)).status_code == 404
    assert client.get(url("round_detail", evaluation.round_id)).status_code == 404


@pytest.mark.parametrize("who", ["liaison", "officer_user"])
def test_town_and_officer_see_no_points_before_the_grade_is_approved(sign_in, evaluation, who):
    client = sign_in(who)
    pages = [
        url("evaluation_detail", evaluation.pk),
        url("evaluation_list"),
        url("round_detail", evaluation.round_id),
    ]
    for address in pages:
        assert SECRET not in client.get(address).content.decode()


@pytest.mark.parametrize("who", ["staff", "leader", "auditor", "liaison", "officer_user"])
def test_the_result_is_shown_once_it_is_approved(sign_in, approved, who):
    client = sign_in(who)
    page = client.get(url("evaluation_detail", approved.pk)).content.decode()
    assert SECRET in page
    assert "到村或远程联系结对村" in page
    assert SECRET in client.get(url("evaluation_list")).content.decode()


def test_staff_open_a_round_and_every_pairing_has_a_sheet(sign_in):
    PairingFactory.create_batch(3, active=True)
    values = {
        "name": "首批期满评价",
        "rubric": Rubric.objects.get().pk,
        "starts_on": "2022-01-01",
        "ends_on": "2022-12-31",
    }
    response = sign_in("staff").post(url("round_create"), values | {"excellent_quota": "20"})
    opened = Round.objects.get()
    assert response.url == url("round_detail", opened.pk)
    assert opened.evaluations.count() == 3


def test_a_refused_round_keeps_what_was_typed_and_says_why(sign_in):
    values = {
        "name": "无人",
        "rubric": Rubric.objects.get().pk,
        "starts_on": "2022-01-01",
        "ends_on": "2022-12-31",
    }
    page = sign_in("staff").post(url("round_create"), values | {"excellent_quota": "20"})
    assert page.status_code == 200
    assert page.context["form"].errors["ends_on"]
    assert "无人" in page.content.decode()


def test_a_sheet_is_saved_half_full(sign_in, staff):
    row = EvaluationFactory()
    response = sign_in("staff").post(
        url("evaluation_update", row.pk), {"points_plan": "9.5", "save": "1"}
    )
    row.refresh_from_db()
    assert response.url == url("evaluation_detail", row.pk)
    assert (row.state, row.total, row.scored_by) == ("open", None, staff)


def test_a_full_sheet_is_handed_in_with_its_veto(sign_in):
    row = EvaluationFactory()
    values = sheet(points_unlawful="on", note_unlawful="行政处罚决定书", hand_in="1")
    sign_in("staff").post(url("evaluation_update", row.pk), values)
    row.refresh_from_db()
    assert (row.state, row.total) == ("scored", 100)
    assert row.scores.get(criterion__code="unlawful").points == 1
    assert row.scores.get(criterion__code="false_report").points == 0
    assert row.scores.get(criterion__code="bonus").points is None


def test_an_incomplete_sheet_is_not_handed_in_and_keeps_what_was_typed(sign_in):
    row = EvaluationFactory()
    page = sign_in("staff").post(
        url("evaluation_update", row.pk), sheet(points_town="", hand_in="1")
    )
    row.refresh_from_db()
    assert page.status_code == 200
    assert "镇（街道）党组织评价" in str(page.context["form"].non_field_errors())
    assert (row.state, row.scored_by) == ("open", None)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"points_plan": "11"}, "points_plan"),
        ({"points_plan": "-1"}, "points_plan"),
        ({"points_plan": "九"}, "points_plan"),
        ({"points_unlawful": "on"}, "points_unlawful"),
        ({"note_plan": "长" * 201}, "note_plan"),
    ],
)
def test_faults_of_a_sheet_are_shown_at_their_field(sign_in, values, field):
    row = EvaluationFactory()
    page = sign_in("staff").post(url("evaluation_update", row.pk), values)
    assert page.status_code == 200
    assert set(page.context["form"].errors) == {field}


def test_scoring_another_users_sheet_is_refused_with_a_message(sign_in, staff2):
    row = EvaluationFactory(scored_by=staff2)
    page = sign_in("staff").post(url("evaluation_update", row.pk), sheet(save="1"))
    assert "刘敏" in str(page.context["form"].non_field_errors())


def test_a_sheet_is_graded_through_the_pages(sign_in, client, staff, staff2, leader):
    row = EvaluationFactory()
    client.force_login(staff)
    client.post(url("evaluation_update", row.pk), sheet(points_outcomes="10", save="1"))
    client.post(url("evaluation_score", row.pk))
    client.force_login(staff2)
    client.post(url("evaluation_send_back", row.pk), {"reason": "补佐证"})
    client.force_login(staff)
    client.post(url("evaluation_score", row.pk))
    client.force_login(staff2)
    client.post(url("evaluation_review", row.pk))
    client.force_login(leader)
    page = client.get(url("evaluation_detail", row.pk)).content.decode()
    assert 'name="grade" value="good"' in page
    response = client.post(url("evaluation_approve", row.pk), {"grade": "good"})
    assert response.url == url("evaluation_detail", row.pk)
    row.refresh_from_db()
    assert (row.state, row.grade, row.total) == ("approved", "good", 85)


def test_an_excellent_beyond_the_quota_is_refused_with_its_reason(sign_in, evaluation):
    Evaluation.objects.filter(pk=evaluation.pk).update(total=95)
    page = sign_in("leader").post(url("evaluation_approve", evaluation.pk), {"grade": "excellent"})
    assert page.status_code == 409
    assert "20" in page.content.decode()


def test_a_round_is_approved_on_one_page(sign_in, evaluation):
    client = sign_in("leader")
    assert (
        url("round_approve", evaluation.round_id)
        in client.get(url("round_detail", evaluation.round_id)).content.decode()
    )
    assert client.post(url("round_approve", evaluation.round_id)).status_code == 302
    assert client.post(url("round_approve", evaluation.round_id)).status_code == 409
    evaluation.refresh_from_db()
    assert evaluation.grade == "good"


def test_a_blank_sheet_offers_neither_handing_in_nor_starting_over(sign_in):
    row = EvaluationFactory()
    page = sign_in("staff").get(url("evaluation_detail", row.pk)).content.decode()
    assert url("evaluation_update", row.pk) in page
    assert url("evaluation_score", row.pk) not in page
    assert url("evaluation_restart", row.pk) not in page


def test_a_sheet_begun_by_another_user_can_only_be_started_over(sign_in, staff2):
    row = EvaluationFactory(scored_by=staff2)
    page = sign_in("staff").get(url("evaluation_detail", row.pk)).content.decode()
    assert url("evaluation_update", row.pk) not in page
    assert url("evaluation_restart", row.pk) in page


@pytest.mark.parametrize(
    "query", ["q=不存在", "state=open", "grade=excellent", "round=1&town=1", "sort=-total&page=9"]
)
def test_lists_take_any_condition(sign_in, evaluation, query):
    client = sign_in("staff")
    assert client.get(f"{url('evaluation_list')}?{query}").status_code == 200
    assert client.get(f"{url('round_detail', evaluation.round_id)}?{query}").status_code == 200


@pytest.mark.parametrize("who", ["staff", "liaison", "officer_user"])
def test_lists_cost_the_same_whatever_their_length(
    sign_in, town, evaluation, django_assert_num_queries, who
):
    client = sign_in(who)
    pages = [url("round_list"), url("evaluation_list"), url("round_detail", evaluation.round_id)]
    costs = [count(client, page) for page in pages]
    for _ in range(3):
        EvaluationFactory(
            round=evaluation.round, pairing__village__town=town, scored=True, total=70
        )
        RoundFactory()
    assert [count(client, page) for page in pages] == costs


def count(client, page):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


def test_a_new_sheet_begins_with_what_the_meetings_noted(sign_in, town):
    row = EvaluationFactory(pairing__village__town=town)
    officer = row.pairing.officer
    for quarter, status, mark, line in (
        ("2022Q2", "present", "well_done", "带头引种"),
        ("2022Q3", "leave", "needs_support", ""),
    ):
        meeting = MeetingFactory(town=town, quarter=quarter)
        AttendanceFactory(meeting=meeting, officer=officer, status=status)
        MeetingNoteFactory(meeting=meeting, officer=officer, mark=mark, line=line)
    # Not from another year, and not another officer's.
    late = MeetingFactory(town=town, quarter="2023Q1")
    MeetingNoteFactory(meeting=late, officer=officer, mark="to_improve", line="次年")
    MeetingNoteFactory(meeting=meeting, line="别人")
    client, address = sign_in("staff"), url("evaluation_update", row.pk)
    client.cookies["django_language"] = "en"
    page = client.get(address)
    form = page.context["form"]
    assert form["note_meetings"].value() == "应参会2次，出席1次，请假1次"
    assert (
        form["note_town"].value() == "2022年第二季度：表现突出，带头引种；2022年第三季度：需要支持"
    )
    assert not any(words in page.content.decode() for words in ("次年", "别人"))
    # Saves what is left in the fields; a sheet already started is not filled in again.
    client.post(address, {"save": "1", "note_town": "综合较好"})
    form = client.get(address).context["form"]
    assert (form["note_town"].value(), form["note_meetings"].value()) == ("综合较好", "")


def test_notes_longer_than_a_ground_are_cut_and_shown_in_full_beside_the_sheet(sign_in, town):
    row = EvaluationFactory(pairing__village__town=town)
    for quarter in ("2022Q1", "2022Q2"):
        meeting = MeetingFactory(town=town, quarter=quarter)
        AttendanceFactory(meeting=meeting, officer=row.pairing.officer)
        MeetingNoteFactory(meeting=meeting, officer=row.pairing.officer, line="长" * 150)
    page = sign_in("staff").get(url("evaluation_update", row.pk))
    assert len(page.context["form"]["note_town"].value()) == 200
    assert page.content.decode().count("长" * 150) == 3
