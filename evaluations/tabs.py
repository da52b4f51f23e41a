"""The tab that this app adds to an officer's record."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.tabs import Tab, register, tab_ledger
from evaluations.models import Evaluation
from evaluations.tables import OfficerEvaluationTable
from officers.models import Officer


def evaluations_of_officer(officer: Officer, user: User) -> dict[str, Any]:
    """The officer's evaluations, with the totals that `user` may see."""
    rows = (
        Evaluation.objects.visible_to(user).with_shown_total(user).filter(pairing__officer=officer)
    )
    rows = rows.select_related("round", "pairing__village__town").order_by("-round__ends_on", "-pk")
    return tab_ledger(OfficerEvaluationTable, rows, empty=_("Not evaluated yet."))


register(
    Officer,
    Tab(
        "evaluations",
        _("Evaluations"),
        evaluations_of_officer,
        permission="evaluations.view",
        order=60,
    ),
)
