"""Grades on a public notice: approved ones are publicised together, and take effect once the notice
has closed.
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
    """Whether the measures in force on the round's last day ask for a publicity."""
    version = Measures.objects.filter(starts_on__lte=opened.ends_on).order_by("-starts_on").first()
    return bool(version and version.publicity)


def ready(opened: Round, user: User) -> QuerySet[Evaluation]:
    """The approved grades of a round that stand on no notice, in sight of `user`."""
    rows = Evaluation.objects.visible_to(user).filter(round=opened, state=State.APPROVED)
    waiting = [Publicity.State.DRAFT, Publicity.State.RUNNING]
    rows = rows.exclude(entry__publicity__state__in=waiting)
    return rows.select_related("pairing__officer", "pairing__village__town").order_by(
        "pairing__village__code", "pk"
    )


def notices_of(opened: Round, user: User) -> QuerySet[Publicity]:
    """The notices that grades of a round stand on, in sight of `user`."""
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
    """Draw up the notice over all approved grades of a round, for the working days that the
    measures ask for.
    """
    require(by, "publicities.run")
    rows = list(ready(opened, by).select_for_update(no_key=True, of=("self",)))
    if not rows:
        raise MoveRefused(_("No approved grade of this round waits to be publicised."))
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
    """The name of the officer, masked, with village and grade; a notice is Chinese in every
    language.
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


def _each(state: str, move: str) -> Act:
    def act(entries: QuerySet[PublicityEntry], by: User) -> None:
        for row in Evaluation.objects.filter(entry__in=entries, state=state).order_by("pk"):
            moves.make(row, move, by=by)

    return act


def _decide_anew(entries: QuerySet[PublicityEntry], by: User) -> None:
    """An objection was found right: the sheet is decided anew; the history keeps what it said."""
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
        posted=_each(State.APPROVED, "publicise"),
        taken_back=_each(State.PUBLICISED, "unpublish"),
        cleared=_each(State.PUBLICISED, "finish"),
        held=_each(State.FINAL, "hold"),
        upheld=_decide_anew,
    ),
)
