"""The tabs that the pairings app adds to pairings, and to the officers, villages and enterprises
below it.
"""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.tabs import Tab, register, tab_ledger
from officers.models import Enterprise, Officer
from pairings.models import Attendance, Contribution, Pairing, Plan, Promise
from pairings.overviews.files import of_contributions, of_demands, of_promises
from pairings.overviews.support import support_of
from pairings.tables.contribution import ContributionTable
from pairings.tables.pairing import PairingTable
from pairings.tables.plan import PromiseTable
from pairings.tables.tabs import AttendanceTable, PairingPlanTable, VillagePairingTable
from villages.models import Village

TabContext = dict[str, Any]
NO_FACT = _("No contribution has been reported yet.")
NO_MEETING = _("No meeting has been recorded yet.")
NO_PLAN = _("No assistance plan has been written yet.")
NOT_PAIRED = _("Not paired with a village yet.")
NEVER_SERVED = _("No officer has served this village yet.")


def pairings_of_officer(officer: Officer, user: User) -> TabContext:
    """The villages that an officer served, the latest first."""
    pairings = Pairing.objects.visible_to(user).filter(officer=officer)
    rows = pairings.select_related("village__town", "appointment__batch")
    return tab_ledger(
        PairingTable,
        rows.order_by("-starts_on", "-pk"),
        empty=NOT_PAIRED,
        without=("officer", "enterprise"),
    )


def pairings_of_village(village: Village, user: User) -> TabContext:
    """Who served a village, the latest first."""
    pairings = Pairing.objects.visible_to(user).filter(village=village)
    rows = pairings.select_related("officer__enterprise", "appointment__batch")
    return tab_ledger(VillagePairingTable, rows.order_by("-starts_on", "-pk"), empty=NEVER_SERVED)


def plans_of_village(village: Village, user: User) -> TabContext:
    """The plans for a village, under any pairing."""
    rows = (
        Plan.objects.visible_to(user)
        .filter(pairing__village=village)
        .select_related("pairing__officer")
    )
    return tab_ledger(PairingPlanTable, rows.order_by("-starts_on", "-version"), empty=NO_PLAN)


def plans_of_pairing(pairing: Pairing, user: User) -> TabContext:
    """The plans of a pairing with the promises in force, those beside any plan among them."""
    plans = Plan.objects.visible_to(user).filter(pairing=pairing)
    theirs = Q(plan__pairing=pairing) | Q(
        plan=None, village=pairing.village_id, owner=pairing.officer_id
    )
    promises = (
        Promise.objects.visible_to(user)
        .in_force()
        .filter(theirs)
        .select_related("village__town", "owner")
    )
    shown = tab_ledger(
        PairingPlanTable,
        plans.order_by("-starts_on", "-version"),
        empty=NO_PLAN,
        without=("officer",),
    )
    ledger = tab_ledger(
        PromiseTable,
        promises.order_by("due_on", "pk"),
        empty=_("Nothing has been promised yet."),
        without=("village", "town", "owner"),
    )
    return {
        "plans": shown["ledger"],
        "promised": ledger["ledger"],
        "may_plan": pairing.state == Pairing.State.ACTIVE and user.may("plans.write"),
    }


def contributions_of_officer(officer: Officer, user: User) -> TabContext:
    """What an officer contributed in any village."""
    return _contributions(
        user, {"officer": officer}, url=f"?officer={officer.pk}", without=("officer",)
    )


def contributions_of_village(village: Village, user: User) -> TabContext:
    """What was brought to a village, by whomever."""
    return _contributions(
        user, {"village": village}, url=f"?village={village.pk}", without=("village",)
    )


def contributions_of_enterprise(enterprise: Enterprise, user: User) -> TabContext:
    """What was done in the name of an enterprise."""
    return _contributions(user, {"enterprise": enterprise})


def contributions_of_pairing(pairing: Pairing, user: User) -> TabContext:
    """What the officer contributed to the village."""
    url = f"?officer={pairing.officer_id}&village={pairing.village_id}"
    where = {"officer": pairing.officer_id, "village": pairing.village_id}
    return _contributions(user, where, url=url, without=("officer", "village"))


def meetings_of_officer(officer: Officer, user: User) -> TabContext:
    """The meetings that an officer attended, was excused from or missed."""
    return _meetings(Attendance.objects.visible_to(user).filter(officer=officer))


def meetings_of_pairing(pairing: Pairing, user: User) -> TabContext:
    """The officer's meetings in the village's town while the pairing lasts."""
    rows = Attendance.objects.visible_to(user).filter(
        officer=pairing.officer_id,
        meeting__town=pairing.village.town_id,
        meeting__held_on__gte=pairing.starts_on,
    )
    return _meetings(
        rows.filter(meeting__held_on__lte=pairing.ends_on) if pairing.ends_on else rows
    )


def files_of_officer(officer: Officer, user: User) -> TabContext:
    """The evidence files of an officer's contributions and promises."""
    return {"groups": of_contributions(user, officer=officer) + of_promises(user, owner=officer)}


def files_of_village(village: Village, user: User) -> TabContext:
    """What proves that something was done for a village."""
    demands = of_demands(user, village=village)
    return {
        "groups": of_contributions(user, village=village)
        + of_promises(user, village=village)
        + demands
    }


def files_of_pairing(pairing: Pairing, user: User) -> TabContext:
    """What proves the work of the officer for the village."""
    contributions = of_contributions(user, village=pairing.village_id, officer=pairing.officer_id)
    return {
        "groups": contributions
        + of_promises(user, village=pairing.village_id, owner=pairing.officer_id)
    }


def _contributions(
    user: User, where: dict[str, Any], *, url: str = "", without: tuple[str, ...] = ()
) -> TabContext:
    rows = (
        Contribution.objects.visible_to(user)
        .filter(**where)
        .select_related("officer", "village")
        .with_outcomes()
    )
    address = reverse("pairings:contribution_list") + url if url else ""
    return tab_ledger(ContributionTable, rows, empty=NO_FACT, url=address, without=without)


def _meetings(rows: QuerySet[Attendance]) -> TabContext:
    latest = rows.select_related("meeting__town").order_by(
        "-meeting__quarter", "-meeting__held_on", "-pk"
    )
    return tab_ledger(AttendanceTable, latest, empty=NO_MEETING)


PAIRINGS, PLANS, MEETINGS, CONTRIBUTIONS = (
    _("Pairings"),
    _("Plans"),
    _("Meetings"),
    _("Contributions"),
)
FILES, GALLERY = _("Files"), "pairings/_parts/files.html"
register(
    Officer,
    Tab("pairings", PAIRINGS, pairings_of_officer, permission="pairings.view", order=20),
    Tab("meetings", MEETINGS, meetings_of_officer, permission="meetings.view", order=30),
    Tab(
        "contributions",
        CONTRIBUTIONS,
        contributions_of_officer,
        permission="contributions.view",
        order=40,
    ),
    Tab("files", FILES, files_of_officer, GALLERY, "contributions.view", order=70),
)
register(
    Village,
    Tab("pairings", PAIRINGS, pairings_of_village, permission="pairings.view", order=30),
    Tab("plans", PLANS, plans_of_village, permission="plans.view", order=35),
    Tab(
        "contributions",
        CONTRIBUTIONS,
        contributions_of_village,
        permission="contributions.view",
        order=40,
    ),
    Tab("files", FILES, files_of_village, GALLERY, "contributions.view", order=70),
)
register(
    Enterprise,
    Tab(
        "contributions",
        CONTRIBUTIONS,
        contributions_of_enterprise,
        permission="contributions.view",
        order=40,
    ),
)
register(
    Pairing,
    Tab(
        "plans",
        _("Plans and promises"),
        plans_of_pairing,
        "pairings/_parts/plans.html",
        "plans.view",
        order=10,
    ),
    Tab(
        "contributions",
        CONTRIBUTIONS,
        contributions_of_pairing,
        permission="contributions.view",
        order=20,
    ),
    Tab("meetings", MEETINGS, meetings_of_pairing, permission="meetings.view", order=30),
    Tab("files", FILES, files_of_pairing, GALLERY, "contributions.view", order=70),
    Tab(
        "support",
        _("Support and hand-over"),
        support_of,
        "pairings/_parts/support.html",
        "support.view",
        order=40,
    ),
)
