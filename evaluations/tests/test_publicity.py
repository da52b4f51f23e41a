"""Grades are listed on a public notice with the usual deadline, and take effect once it closes."""

from datetime import date

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.models import Notice
from accounts.moves import MoveRefused
from accounts.papers import KINDS
from accounts.tests.factories import UserFactory
from evaluations import actions as evaluations
from evaluations import publicity
from evaluations.models import Evaluation
from evaluations.tests.factories import EvaluationFactory, RoundFactory, marks
from officers import actions
from officers.models import Officer, Publicity
from officers.tests.factories import MeasuresFactory

pytestmark = pytest.mark.django_db
POSTED, LAST = date(2023, 2, 1), date(2023, 2, 8)


def on(day):
    """That day at noon."""
    return time_machine.travel(f"{day}T12:00:00+08:00", tick=False)


@pytest.fixture
def graded():
    """A round with two approved grades and one that is still reviewed."""
    opened = RoundFactory()
    EvaluationFactory.create_batch(2, round=opened, approved=True)
    EvaluationFactory(round=opened, reviewed=True)
    return opened


def notice(opened, by):
    with on(POSTED):
        row = publicity.publicise(opened, by=by, starts_on=POSTED, title="公示")
        return actions.start(row, by=by)


def states():
    return sorted(Evaluation.objects.values_list("state", flat=True))


def test_staff_publicises_all_approved_grades_of_a_round_without_typing(client, staff, graded):
    client.force_login(staff)
    page = client.get(reverse("evaluations:round_detail", args=[graded.pk]))
    url = reverse("evaluations:round_publicise", args=[graded.pk])
    assert url in page.text
    form = client.get(url).context["form"]
    values = {
        name: form.get_initial_for_field(field, name) or "" for name, field in form.fields.items()
    }
    answer = client.post(url, values)
    row = Publicity.objects.get()
    assert answer.url == reverse("officers:publicity_detail", args=[row.pk])
    assert graded.name in row.title
    assert [entry.detail.split("　")[1] for entry in row.entries.all()] == ["良好", "良好"]
    names = set(
        Evaluation.objects.filter(state="approved").values_list("pairing__officer__name", flat=True)
    )
    assert not names & set(row.entries.values_list("name", flat=True))
    assert url not in client.get(reverse("evaluations:round_detail", args=[graded.pk])).text
    seen = client.get(answer.url).text
    assert all(name in seen for name in names)


def test_posting_closing_and_taking_back_move_the_grades_along(staff, graded):
    row = notice(graded, staff)
    assert row.closes_on == LAST
    assert states() == ["publicised", "publicised", "reviewed"]
    with on(LAST), pytest.raises(MoveRefused):
        actions.close(row, by=staff)
    with on("2023-02-09"):
        actions.close(row, by=staff)
    assert states() == ["final", "final", "reviewed"]


def test_grades_of_a_notice_that_is_taken_back_can_be_put_on_the_next(staff, graded):
    first = notice(graded, staff)
    assert not publicity.ready(graded, staff).exists()
    with on(POSTED):
        actions.withdraw_publicity(first, by=staff, reason="错字")
    assert states() == ["approved", "approved", "reviewed"]
    again = notice(graded, staff)
    assert again.entries.count() == 2
    with on(POSTED), pytest.raises(MoveRefused):
        publicity.publicise(graded, by=staff, starts_on=POSTED, title="公示")


def test_an_objection_holds_its_grade_only_until_it_is_decided(staff, graded):
    row = notice(graded, staff)
    with on("2023-02-09"):
        objection = actions.raise_objection(
            row.entries.first(), by=staff, received_on=LAST, source="匿名", content="台账不实"
        )
        actions.close(row, by=staff)
        assert states() == ["final", "publicised", "reviewed"]
        actions.dismiss(objection, by=staff, reason="经查属实")
        assert states() == ["final", "final", "reviewed"]
        late = actions.raise_objection(
            row.entries.last(), by=staff, received_on=LAST, source="匿名", content="x"
        )
        assert states() == ["final", "publicised", "reviewed"]
        actions.uphold(late, by=staff, reason="情况属实")
    assert states() == ["final", "open", "reviewed"]


def upheld(row, by):
    """The evaluation of the first line of a running notice, after an objection to it was upheld."""
    entry = row.entries.first()
    with on("2023-02-03"):
        objection = actions.raise_objection(
            entry, by=by, received_on=date(2023, 2, 3), source="匿名", content="台账不实"
        )
        actions.uphold(objection, by=by, reason="情况属实")
    return entry.evaluation


def test_an_upheld_objection_sends_the_grade_back_and_notifies_all_concerned(
    staff, staff2, leader, graded
):
    officer = UserFactory(role="officer")
    Officer.objects.update(user=None)
    row = notice(graded, staff)
    person = row.entries.first().evaluation.pairing.officer
    Officer.objects.filter(pk=person.pk).update(user=officer)
    sheet = upheld(row, staff)
    assert (sheet.state, sheet.grade, sheet.approved_by, sheet.reviewed_by) == (
        "open",
        "",
        None,
        None,
    )
    assert Notice.objects.filter(kind="grade_set_aside", user=officer).exists()
    assert "good" in sheet.history.values_list("grade", flat=True)
    with on("2023-02-09"):
        actions.close(row, by=staff)
    assert states() == ["final", "open", "reviewed"]


def test_the_page_of_an_objection_to_a_grade_links_to_the_evaluation(client, staff, graded):
    row = notice(graded, staff)
    entry = row.entries.first()
    with on(POSTED):
        objection = actions.raise_objection(
            entry, by=staff, received_on=POSTED, source="匿名", content="不实"
        )
    client.force_login(staff)
    page = client.get(reverse("officers:objection_detail", args=[objection.pk])).text
    assert reverse("evaluations:evaluation_detail", args=[entry.evaluation.pk]) in page


def test_a_grade_decided_again_has_a_notice_of_its_own(staff, staff2, leader, graded):
    row = notice(graded, staff)
    sheet = upheld(row, staff)
    Evaluation.objects.filter(pk=sheet.pk).update(scored_by=None)
    sheet.refresh_from_db()
    with on("2023-02-09"):
        actions.close(row, by=staff)
        evaluations.score(sheet, by=staff, marks=marks(60))
        evaluations.review(sheet, by=staff2)
        evaluations.approve(sheet, by=leader)
        again = publicity.publicise(graded, by=staff, starts_on=date(2023, 2, 9), title="公示")
        actions.start(again, by=staff)
    assert again.entries.get().evaluation == sheet
    with on("2023-02-20"):
        actions.close(again, by=staff)
    sheet.refresh_from_db()
    assert (sheet.state, sheet.grade) == ("final", "general")


def test_the_database_sends_no_grade_back_without_an_upheld_objection(staff, graded):
    notice(graded, staff)
    with pytest.raises(DatabaseError), transaction.atomic():
        Evaluation.objects.filter(state="publicised").update(state="open", grade="")


def test_without_a_required_publicity_the_approval_takes_effect_at_once(
    staff, staff2, leader, graded
):
    MeasuresFactory(version=2, starts_on=date(2022, 6, 1), publicity=False)
    row = EvaluationFactory(round=RoundFactory())
    evaluations.score(row, by=staff, marks=marks(80))
    evaluations.review(row, by=staff2)
    assert evaluations.approve(row, by=leader).state == "final"


def test_the_notice_and_its_result_mention_grades(client, staff, graded):
    row = notice(graded, staff)
    with on(POSTED):
        page = client.get(reverse("officers:publicity_notice", args=[row.token])).text
    assert "2名特聘村官的履职综合评价等次予以公示" in page
    notice_text = KINDS["notice"].tell(row)
    assert (notice_text["grades"], notice_text["heading"]) == (True, "结对村和等次")
