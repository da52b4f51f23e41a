"""Suggested pairs that people confirm: each becomes a proposal that another user approves."""

from collections.abc import Collection
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts import trail
from accounts.access import require
from accounts.models import User
from accounts.moves import MoveRefused
from officers.models import Officer
from pairings.actions.pairing import propose
from pairings.matching.suggestions import Board, Candidate, MatrixRow
from pairings.models import Pairing
from villages.models import Village


@dataclass(frozen=True)
class PairingChoice:
    """Who is to serve in a village, and why, where it is not the one suggested."""

    village: int
    officer: int
    reason: str = ""


@trail.together()
def propose_matches(
    choices: Collection[PairingChoice], suggestions: Board, *, by: User
) -> list[Pairing]:
    """Propose the chosen pairs, all or none, each with its reasons. An officer other than
    the suggested one needs a reason from the user.

    Raises PermissionDenied, ValidationError with every fault, or MoveRefused where a village or an
    officer has been proposed or paired in the meantime.
    """
    require(by, "pairings.propose")
    _refuse_spoken_for(choices)
    rows = {row.village.pk: row for row in suggestions.waiting}
    if faults := _faults(choices, rows):
        raise ValidationError(faults)
    return [_propose(rows[choice.village], choice, by) for choice in choices]


def _propose(row: MatrixRow, choice: PairingChoice, by: User) -> Pairing:
    candidate = _candidate(row, choice.officer)
    fit_reasons = "；".join(candidate.reasons) if candidate else ""
    score = _("Score %s.") % candidate.score if candidate else ""
    officer = (
        candidate.officer if candidate else Officer.objects.visible_to(by).get(pk=choice.officer)
    )
    return propose(
        officer=officer,
        village=row.village,
        starts_on=localdate(),
        by=by,
        reason="\n".join(
            filter(None, [choice.reason.strip(), " ".join(filter(None, [fit_reasons, score]))])
        ),
    )


def _faults(choices: Collection[PairingChoice], rows: dict[int, MatrixRow]) -> list[str]:
    faults, chosen = [], set[int]()
    if not choices:
        faults.append(_("Choose an officer for at least one village."))
    for choice in choices:
        row = rows.get(choice.village)
        candidate = _candidate(row, choice.officer) if row else None
        if row is None or candidate is None:
            faults.append(_("A village or officer can't be paired any more. Reload the page."))
            continue
        if choice.officer in chosen:
            faults.append(
                _("%(officer)s is chosen for two villages. Keep one.")
                % {"officer": candidate.officer}
            )
        chosen.add(choice.officer)
        if (
            row.suggested is None or row.suggested.officer.pk != choice.officer
        ) and not choice.reason.strip():
            message = _("%(village)s: say why %(officer)s and not the officer suggested.")
            faults.append(message % {"village": row.village, "officer": candidate.officer})
    return faults


def _candidate(row: MatrixRow, officer: int) -> Candidate | None:
    return next(
        (candidate for candidate in row.candidates if candidate.officer.pk == officer), None
    )


def _refuse_spoken_for(choices: Collection[PairingChoice]) -> None:
    """Refuse pairs already proposed or active; locks villages and officers against a race."""
    villages = Village.objects.filter(pk__in=[choice.village for choice in choices]).order_by("pk")
    list(villages.select_for_update(no_key=True))
    officers = Officer.objects.filter(pk__in=[choice.officer for choice in choices]).order_by("pk")
    list(officers.select_for_update(no_key=True).values_list("pk", flat=True))
    spoken = Pairing.objects.filter(
        state__in=[Pairing.State.PROPOSED, Pairing.State.ACTIVE], joint=False
    )
    taken = spoken.filter(village__in=[choice.village for choice in choices]) | spoken.filter(
        officer__in=[choice.officer for choice in choices]
    )
    if first := taken.select_related("officer", "village").first():
        raise MoveRefused(
            _("%(pair)s has been proposed in the meantime. Reload the page.") % {"pair": first}
        )
