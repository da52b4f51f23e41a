"""The rules of a contribution, the same for a form and for a sheet."""

from collections.abc import Mapping

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from jingyan.quantity import Quantity
from pairings.models import Contribution, Metric


def faults_of(
    row: Contribution, outcomes: Mapping[Metric, Quantity], *, county: bool
) -> dict[str, str]:
    """What is wrong with a contribution in itself, by field, and with its quantities, by metric
    code.

    `county`: entered with the county's rights, so that it may belong to no village or to the whole
    united front.
    """
    faults = {}
    if row.happened_on > localdate():
        faults["happened_on"] = _("This day is still to come. Report what has happened.")
    if row.scope == Metric.Scope.OFFICERS and row.officer_id is None:
        faults["officer"] = _(
            "Choose the officer: none, or more than one, was paired with the village on that day."
        )
    if not county and row.village_id is None:
        faults["village"] = _("Choose one of your own villages.")
    if not county and row.scope != Metric.Scope.OFFICERS:
        faults["scope"] = _("Contributions of the whole united front are entered by the county.")
    if not 0 <= row.share <= 100:
        faults["share"] = _("Enter a percentage from 0 to 100.")
    if row.corrects and not (
        row.note.strip() and row.corrects.state == Contribution.State.COUNTY_CONFIRMED
    ):
        faults["note"] = _("Say why the confirmed contribution is corrected.")
    return faults | {
        metric.code: fault
        for metric, quantity in outcomes.items()
        if (fault := _metric_fault(row, metric, quantity))
    }


def _metric_fault(row: Contribution, metric: Metric, quantity: Quantity) -> str:
    if metric.computed:
        return _("“%(metric)s” is computed by the system and can't be entered.") % {
            "metric": metric
        }
    if quantity.unit != metric.unit:
        return _("“%(metric)s” is counted in %(unit)s.") % {"metric": metric, "unit": metric.unit}
    if quantity.value < 0 and not row.corrects:
        return _("Only a correction can be negative: “%(metric)s”.") % {"metric": metric}
    if metric.scope == Metric.Scope.OFFICERS != row.scope:
        return _("“%(metric)s” counts contributions of officers only. Choose that scope.") % {
            "metric": metric
        }
    return ""
