"""The pairing matrix: villages by need, who is suggested and why, and the pairs that people
confirm.
"""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, allow
from accounts.moves import MoveRefused
from jingyan.parsing import clean_text
from pairings.actions.matching import PairingChoice, propose_matches
from pairings.matching.suggestions import Board, MatrixRow, board


@dataclass(frozen=True)
class ChosenRow:
    """A row of the matrix with the officer chosen in it: the suggestion, until the user chooses
    another.
    """

    row: MatrixRow
    choice: PairingChoice | None

    @property
    def chosen(self) -> int | None:
        """The officer selected in the form."""
        if self.choice:
            return self.choice.officer
        return self.row.suggested.officer.pk if self.row.suggested else None

    @property
    def reason(self) -> str:
        """The reason that was typed."""
        return self.choice.reason if self.choice else ""


@require_safe
@allow("pairings.match")
def match_matrix(request: SignedInRequest) -> HttpResponse:
    """Every village of the programme; `?without=` shows what follows if that officer withdraws."""
    return _page(request, board(without_officer=_number(request.GET.get("without"))))


@require_POST
@allow("pairings.propose")
def match_propose(request: SignedInRequest) -> HttpResponse:
    """Propose one pair (`village`) or all that are chosen."""
    suggestions = board(without_officer=_number(request.POST.get("without")))
    choices = _choices(request, suggestions)
    try:
        pairings = propose_matches(choices, suggestions, by=request.user)
    except ValidationError as error:
        return _page(request, suggestions, faults=error.messages, chosen=choices, status=400)
    except MoveRefused as refusal:
        return _page(request, suggestions, faults=[str(refusal)], chosen=choices, status=409)
    message = ngettext(
        "%d pair has been proposed.", "%d pairs have been proposed.", len(pairings)
    ) % len(pairings)
    messages.success(request, message)
    return redirect("pairings:match_matrix")


def _page(
    request: SignedInRequest,
    board: Board,
    *,
    faults: list[str] | None = None,
    chosen: list[PairingChoice] | None = None,
    status: int = 200,
) -> HttpResponse:
    choice_by_village = {choice.village: choice for choice in chosen or ()}
    rows = [ChosenRow(row, choice_by_village.get(row.village.pk)) for row in board.rows]
    page = {
        "board": board,
        "rows": rows,
        "faults": faults or [],
        "may_propose": request.user.may("pairings.propose"),
    }
    return render(request, "pairings/match_matrix.html", page, status=status)


def _choices(request: HttpRequest, board: Board) -> list[PairingChoice]:
    """What was chosen: for one village, or for all that have an officer chosen, those paired
    meanwhile among them.
    """
    one = _number(request.POST.get("village"))
    villages = [row.village.pk for row in board.rows if one in (None, row.village.pk)]
    chosen = [
        (key, _number(request.POST.get(f"officer-{key}")), request.POST.get(f"reason-{key}", ""))
        for key in villages
    ]
    return [
        PairingChoice(key, officer, clean_text(reason[:500]))
        for key, officer, reason in chosen
        if officer is not None
    ]


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None
