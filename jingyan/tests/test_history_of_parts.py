"""The history of a record tells what changed in the rows that belong to it: quantities, attendance, points, objections."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import translation

from accounts import trail
from accounts.models import acting, one_act
from accounts.registers import import_sheet
from accounts.trail.history import history
from evaluations import actions as evaluating
from evaluations.actions import CriterionMark
from evaluations.tests.factories import EvaluationFactory
from jingyan.quantity import parse
from officers import actions as publicising
from officers.tests.factories import MeasuresFactory, ObjectionFactory
from pairings.actions import contribution as reporting
from pairings.actions import meeting as meetings
from pairings.models import Metric
from pairings.tests.factories import ContributionFactory, PairingFactory
from villages.tests.factories import VillageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english")]
DAY = date(2022, 8, 12)
NOON = datetime(2030, 8, 12, 12, tzinfo=UTC)


@pytest.fixture
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def pairing(town):
    return PairingFactory(active=True, village=VillageFactory(town=town))


def told(row, user):
    """What each line of the history says that changed, latest first, without the lines that say nothing."""
    lines = [
        (str(line.label), {change.label: (change.before, change.after) for change in line.changes})
        for line in history(row, user)
    ]
    return [line for line in lines if line[1]]


def amounts(**texts):
    metrics = {metric.code: metric for metric in Metric.objects.filter(code__in=texts)}
    return {metrics[code]: parse(text, metrics[code].unit) for code, text in texts.items()}


def corrected(contribution, by, **texts):
    return reporting.update(contribution, by=by, outcomes=amounts(**texts))


def test_what_one_act_saved_is_told_beneath_it_however_long_it_took(staff, pairing):
    contribution = ContributionFactory(village=pairing.village, officer=pairing.officer)
    with one_act(), time_machine.travel(NOON, tick=False) as clock:
        with acting(staff):
            contribution.title = "新修路"
            contribution.save()
        clock.shift(timedelta(minutes=5))
        trail.write("change", contribution, by=staff)
    assert told(contribution, staff) == [
        ("Changed", {"What was done": ("引进藤椒加工项目", "新修路")})
    ]
    assert history(contribution, staff)[0].at == NOON + timedelta(minutes=5)


def test_what_another_act_saved_a_moment_before_is_told_apart(staff, pairing):
    contribution = ContributionFactory(village=pairing.village, officer=pairing.officer)
    with one_act(), acting(staff):
        contribution.title = "新修路"
        contribution.save()
    with one_act():
        trail.write("attach", contribution, by=staff)
    acts = [(str(line.label), len(line.changes)) for line in history(contribution, staff)]
    assert acts[:2] == [("Evidence added", 0), ("Changed", 1)]


def test_a_fact_tells_which_quantity_was_corrected_added_and_taken_out(staff, pairing):
    contribution = reporting.report(
        by=staff,
        village=pairing.village,
        carrier="capital",
        title="修建产业路",
        happened_on=DAY,
        outcomes=amounts(jobs_created="120", donations="3万"),
    )
    assert told(contribution, staff) == [], "how it was reported stands on the page"
    corrected(contribution, staff, jobs_created="150余", students_aided="8")
    jobs, gifts, students = (
        Metric.objects.get(code=code) for code in ("jobs_created", "donations", "students_aided")
    )
    assert told(contribution, staff) == [
        (
            "Changed",
            {
                f"{gifts} · Quantity": ("30000", "—"),
                f"{jobs} · Quantity": ("120", "150"),
                f"{jobs} · Qualifier": ("—", "余"),
                f"{students} · Quantity": ("—", "8"),
            },
        )
    ]


def test_a_quantity_that_stays_is_no_change(staff, pairing):
    contribution = ContributionFactory(
        village=pairing.village, officer=pairing.officer, entered_by=staff
    )
    corrected(contribution, staff, jobs_created="120")
    before = len(told(contribution, staff))
    corrected(contribution, staff, jobs_created="120")
    assert len(told(contribution, staff)) == before


def test_a_meeting_tells_whose_attendance_was_corrected(
    client, liaison, staff, officer_user, pairing
):
    with one_act():
        meeting = meetings.log(town=pairing.village.town, quarter="2022Q3", held_on=DAY, by=liaison)
    with one_act():
        meetings.change(meeting, held_on=DAY, by=staff, attendance={pairing.officer: "leave"})
    assert told(meeting, staff)[0] == (
        "Changed",
        {f"{pairing.officer} · Attendance": ("Present", "On leave")},
    )
    assert not any(str(pairing.officer) in str(line) for line in told(meeting, officer_user)), (
        "not in that user's sight"
    )
    client.force_login(staff)
    page = client.get(
        reverse("pairings:meeting_detail", args=[meeting.pk]), headers={"accept-language": "en"}
    )
    assert f"{pairing.officer} · " in page.content.decode()


def test_an_evaluation_tells_which_points_were_changed_to_those_who_may_see_them(
    staff, liaison, pairing
):
    evaluation = EvaluationFactory(pairing=pairing)
    evaluating.save_scores(evaluation, by=staff, marks={"contact": CriterionMark(Decimal(5))})
    evaluating.save_scores(
        evaluation, by=staff, marks={"contact": CriterionMark(Decimal("7.5"), "走访记录")}
    )
    text = evaluation.scores.get(criterion__code="contact").text
    latest = {f"{text} · Points": ("5", "7.5"), f"{text} · Grounds": ("—", "走访记录")}
    assert told(evaluation, staff)[0] == ("Scores saved", latest)
    assert told(evaluation, liaison) == []


def test_a_sheet_that_is_started_over_tells_it_beneath_that_act(staff, pairing):
    evaluation = EvaluationFactory(pairing=pairing)
    evaluating.save_scores(evaluation, by=staff, marks={"contact": CriterionMark(Decimal(5))})
    evaluating.restart(evaluation, by=staff, reason="换人评分")
    label, changes = told(evaluation, staff)[0]
    assert (label, list(changes.values())) == ("Start the sheet over", [("5", "—")])


def test_a_publicity_tells_what_came_of_an_objection_and_its_words_to_those_who_may_read_them(
    staff, auditor
):
    objection = ObjectionFactory()
    publicising.dismiss(objection, by=staff, reason="已核查，附工资凭证")
    state = f"{objection.entry} · State"
    (line,) = told(objection.entry.publicity, staff)
    assert line[1] == {
        state: ("Being checked", "Dismissed"),
        f"{objection.entry} · Handling and evidence": ("—", "已核查，附工资凭证"),
    }
    assert told(objection.entry.publicity, auditor)[0][1].keys() == {state}
    assert told(objection, staff)[0][1] == {"Handling and evidence": ("—", "已核查，附工资凭证")}, (
        "its own page names no one"
    )


def test_a_version_of_the_measures_tells_its_changes(staff):
    measures = MeasuresFactory(version=9, starts_on=date(2030, 1, 1), term_months=36)
    measures.term_months = 24
    publicising.change_measures(measures, by=staff, changed=["term_months"])
    assert told(measures, staff) == [("Changed", {"Term in months": ("36", "24")})]


def test_an_import_tells_the_quantities_with_the_fact_in_one_line(staff, pairing):
    contribution = ContributionFactory(
        village=pairing.village, officer=pairing.officer, entered_by=staff, ref="C1"
    )
    corrected(contribution, staff, jobs_created="120")
    source = "ref,title,jobs_created\nC1,改建产业路,150\n".encode()
    assert str(import_sheet("contributions", source, "c.csv", by=staff)).endswith(
        "1 updated, 0 unchanged"
    )
    label, changes = told(contribution, staff)[0]
    assert (label, len(changes), changes["What was done"][1]) == ("Imported", 2, "改建产业路")


def test_more_rows_cost_no_more_queries(
    staff, liaison, town, pairing, django_assert_max_num_queries
):
    others = [
        PairingFactory(active=True, village=VillageFactory(town=town)) for _number in range(4)
    ]
    meeting = meetings.log(town=town, quarter="2022Q3", held_on=DAY, by=liaison)
    meetings.change(
        meeting,
        held_on=DAY,
        by=staff,
        attendance={one.officer: "absent" for one in (pairing, *others)},
    )
    with django_assert_max_num_queries(5):
        assert len(told(meeting, staff)[0][1]) == 5


def test_versions_of_rows_are_frozen():
    version = ObjectionFactory().history.get()
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        connection.cursor().execute("UPDATE officers_historicalobjection SET state = 'dismissed'")
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        version.delete()
