"""Posts of the officers, results of the reviews, and the county's events for the programme."""

from collections.abc import Sequence
from datetime import date, timedelta

from officers.models import (
    Enterprise,
    Finding,
    Officer,
    Post,
    ProgrammeEvent,
    Registration,
    Review,
    ReviewCriterion,
)
from reports.demo.hands import Hands
from reports.demo.publicities import morning
from reports.demo.terms import ActivePair

Kind, Outcome, Conclusion = ProgrammeEvent.Kind, Review.Outcome, Finding.Conclusion
# The outcomes of reviews that a registration did not pass.
OUTCOMES = {
    Registration.State.RETURNED: Outcome.RETURNED,
    Registration.State.NOT_PASSED: Outcome.NOT_PASSED,
}
OPINION = "政治面貌、学历、社会影响力符合条件，同意推荐。（演示）"
OPINIONS = {
    Registration.State.RETURNED: "推荐表缺签名，请补正后再报。（演示）",
    Registration.State.NOT_PASSED: "信用记录不符合条件。（演示）",
}
NOTES = {
    Outcome.RETURNED: "推荐意见缺签名，待补正（演示）",
    Outcome.NOT_PASSED: "信用记录不符合条件（演示）",
}
# One in MOVED people had an earlier post, from BEFORE to UNTIL.
MOVED, BEFORE = 6, date(2016, 4, 1)
UNTIL = date(2019, 8, 31)
LAUNCH, SYMPOSIUM = date(2022, 1, 12), date(2022, 5, 18)
PLACE = "井研县会议中心（演示）"


def write(pairs: Sequence[ActivePair], hands: Hands, *, reviewed: bool) -> None:
    """Posts of all officers, both events, and with `reviewed` the results of the reviews."""
    _write_posts()
    _hold(pairs, hands)
    if reviewed:
        _write_reviews(hands)


def _write_posts() -> None:
    people = list(Officer.objects.exclude(enterprise=None).order_by("pk"))
    firms = list(Enterprise.objects.order_by("pk").values_list("pk", flat=True)[: len(people)])
    present = [
        Post(
            officer=person,
            enterprise_id=person.enterprise_id,
            position=person.position,
            starts_on=_since(place),
        )
        for place, person in enumerate(people)
        if person.enterprise_id
    ]
    past = [
        Post(
            officer=person, enterprise_id=firm, position="部门经理", starts_on=BEFORE, ends_on=UNTIL
        )
        for place, (person, firm) in enumerate(zip(people, reversed(firms), strict=False))
        if place % MOVED == 0 and firm != person.enterprise_id
    ]
    Post.objects.bulk_create([*present, *past], batch_size=500)


def _since(place: int) -> date | None:
    return UNTIL + timedelta(days=1) if place % MOVED == 0 else None


def _hold(pairs: Sequence[ActivePair], hands: Hands) -> None:
    cast = hands.cast
    launch = ProgrammeEvent.objects.create(
        kind=Kind.LAUNCH,
        title="井研县“特聘村官”启动会",
        held_on=LAUNCH,
        place=PLACE,
        others="县委统战部、县工商联、有关镇（街道）负责人",
        summary="宣布聘任决定，向首批“特聘村官”颁发聘书，部署“一对一”结对帮扶工作。（演示）",
        entered_by=cast.staff,
        entered_at=morning(LAUNCH),
    )
    symposium = ProgrammeEvent.objects.create(
        kind=Kind.SYMPOSIUM,
        title="“特聘村官”工作座谈会",
        held_on=SYMPOSIUM,
        place=PLACE,
        others="县委统战部、县农业农村局",
        summary="交流帮扶做法，研究项目用地、用工等问题，议定下一步帮扶措施。（演示）",
        entered_by=cast.staff,
        entered_at=morning(SYMPOSIUM),
    )
    launch.attendees.set(pair.officer for pair in pairs)
    symposium.attendees.set(pair.officer for place, pair in enumerate(pairs) if place % 3)
    for event in (launch, symposium):
        hands.acts.add("create", event, morning(event.held_on), cast.staff)


def _write_reviews(hands: Hands) -> None:
    rows = (
        Registration.objects.exclude(reviewed_by=None).select_related("reviewed_by").order_by("pk")
    )
    reviews = Review.objects.bulk_create(
        Review(
            registration=row,
            outcome=OUTCOMES.get(Registration.State(row.state), Outcome.REVIEWED),
            opinion=OPINIONS.get(Registration.State(row.state), OPINION),
            reviewed_by=row.reviewed_by,
            reviewed_at=row.registered_at + timedelta(days=2),
        )
        for row in rows
        if row.reviewed_by
    )
    criteria = list(ReviewCriterion.objects.filter(in_use=True))
    Finding.objects.bulk_create(
        finding for review in reviews for finding in _findings(review, criteria)
    )


def _findings(review: Review, criteria: Sequence[ReviewCriterion]) -> Sequence[Finding]:
    wanting = {Outcome.RETURNED: Conclusion.TO_CHECK, Outcome.NOT_PASSED: Conclusion.UNMET}
    findings = []
    for criterion in criteria:
        # The reason for the outcome is at the last criterion.
        last = criterion == criteria[-1]
        conclusion = (
            wanting.get(Outcome(review.outcome), Conclusion.MET) if last else Conclusion.MET
        )
        note = NOTES.get(Outcome(review.outcome), "") if last else ""
        findings.append(
            Finding(
                review=review,
                criterion=criterion,
                name=criterion.name,
                clause=criterion.clause,
                conclusion=conclusion,
                note=note,
            )
        )
    return findings
