"""Grades on a public notice: the approved grades of a round are publicised together, and take
effect once the notice has closed.
"""

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts import moves, notices, trail
from accounts.access import require
from accounts.models import User
from accounts.moves import MoveRefused
from evaluations.models import Evaluation, Round
from jingyan.parsing import mask_name
from officers.actions import draw_up
from officers.models import Measures, Publicity, PublicityEntry
from officers.publicised import Act, Follower, follow

State = Evaluation.State
UNDECIDED = {
    "grade": "",
    "grade_reason": "",
    "reviewed_by": None,
    "approved_by": None,
    "approved_at": None,
}
TITLE = "{round}等次公示"


def is_asked(opened: Round) -> bool:
    """Whether the measures in force on the round's last day require a publicity."""
    version = Measures.objects.filter(starts_on__lte=opened.ends_on).order_by("-starts_on").first()
    return bool(version and version.publicity)


def ready(opened: Round, user: User) -> QuerySet[Evaluation]:
    """The approved grades of a round that are on no notice yet, as far as `user` may see them."""
    rows = Evaluation.objects.visible_to(user).filter(round=opened, state=State.APPROVED)
    waiting = [Publicity.State.DRAFT, Publicity.State.RUNNING]
    rows = rows.exclude(entry__publicity__state__in=waiting)
    return rows.select_related("pairing__officer", "pairing__village__town").order_by(
        "pairing__village__code", "pk"
    )


def notices_of(opened: Round, user: User) -> QuerySet[Publicity]:
    """The notices that list grades of a round, as far as `user` may see them."""
    rows = (
        Publicity.objects.visible_to(user)
        if user.may("publicities.view")
        else Publicity.objects.none()
    )
    return rows.filter(pk__in=opened.evaluations.exclude(entry=None).values("entry__publicity"))


@trail.together()
def publicise(
    opened: Round, *, by: User, starts_on: date, title: str, contact: str = ""
) -> Publicity:
    """Draw up the notice for all approved grades of a round, for as many working days as the
    measures require.
    """
    require(by, "publicities.run")
    rows = list(ready(opened, by).select_for_update(no_key=True, of=("self",)))
    if not rows:
        raise MoveRefused(_("This round has no approved grade waiting to be publicised."))
    notice = draw_up(
        Publicity.Matter.GRADE, by=by, starts_on=starts_on, title=title, contact=contact
    )
    entries = PublicityEntry.objects.bulk_create(
        PublicityEntry(publicity=notice, **line_of(row)) for row in rows
    )
    for row, entry in zip(rows, entries, strict=True):
        row.entry = entry
    Evaluation.objects.bulk_update(rows, ["entry"])
    return notice


def line_of(row: Evaluation) -> dict[str, str]:
    """The officer's masked name, with village and grade. Always in Chinese: a notice is an official
    text.
    """
    place, grade = (
        f"{row.pairing.village.town}{row.pairing.village}",
        GRADES[Evaluation.Grade(row.grade)],
    )
    return {"name": mask_name(row.pairing.officer.name), "detail": f"{place}　{grade}"}


GRADES = {
    Evaluation.Grade.EXCELLENT: "优秀",
    Evaluation.Grade.GOOD: "良好",
    Evaluation.Grade.GENERAL: "一般",
}


def _move_each(state: str, move: str) -> Act:
    def act(entries: QuerySet[PublicityEntry], by: User) -> None:
        for row in Evaluation.objects.filter(entry__in=entries, state=state).order_by("pk"):
            moves.make(row, move, by=by)

    return act


def _reopen_sheets(entries: QuerySet[PublicityEntry], by: User) -> None:
    """Send the sheet back to scoring after an objection was upheld; its history stays."""
    rows = Evaluation.objects.filter(entry__in=entries, state=State.PUBLICISED).select_related(
        "pairing__officer__user"
    )
    for row in rows.order_by("pk"):
        people = [row.scored_by, row.reviewed_by, row.approved_by, row.pairing.officer.user]
        fresh = moves.make(row, "decide_anew", by=by, changes=UNDECIDED)
        way = ("evaluations:evaluation_detail", fresh.pk)
        notices.notify(people, kind="grade_set_aside", url=way, subject=row.pairing)


follow(
    Publicity.Matter.GRADE,
    Follower(
        subject="evaluation",
        person="evaluation__pairing__officer__enterprise",
        posted=_move_each(State.APPROVED, "publicise"),
        taken_back=_move_each(State.PUBLICISED, "unpublish"),
        cleared=_move_each(State.PUBLICISED, "finish"),
        held=_move_each(State.FINAL, "hold"),
        upheld=_reopen_sheets,
    ),
)
