"""Choosing the villages that the programme takes, and freezing the ranking that they were chosen
from.
"""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts import trail
from accounts.access import require
from accounts.models import User
from accounts.moves import MoveRefused
from pairings.matching.village_needs import Need, frozen_parts, needs, rules
from pairings.models import NeedIndex, NeedScore
from villages.actions.village import save_village
from villages.models import Village


@trail.together()
def choose(
    villages: Collection[Village], *, by: User, document: str = "", reason: str = ""
) -> NeedIndex:
    """Take `villages` into the programme and freeze the ranking of this moment.

    Passing over a needier village requires a reason. Raises PermissionDenied, MoveRefused where one
    of the villages has been taken into the programme in the meantime, or ValidationError.
    """
    require(by, "needs.choose")
    chosen = _locked(villages)
    measures = rules()
    ranking = needs(measures)
    if not reason.strip() and (passed := passed_over(ranking, {village.pk for village in chosen})):
        message = _(
            "%(village)s needs the programme more than a village that you chose. Choose it, or say "
            "why not."
        )
        raise ValidationError({"reason": message % {"village": passed[0].village}})
    index = NeedIndex.objects.create(
        measures=measures, frozen_by=by, document=document.strip(), reason=reason.strip()
    )
    taken = {village.pk for village in chosen}
    NeedScore.objects.bulk_create(
        [frozen_score(index, row, row.pk in taken) for row in ranking], batch_size=1000
    )
    for village in chosen:
        village.in_programme = True
        save_village(village, by=by)
    trail.write(
        "create", index, by=by, changes={"villages": len(chosen), "measures": measures.version}
    )
    return index


def passed_over(ranking: Collection[Need], chosen: Collection[int]) -> list[Need]:
    """Villages outside the programme, not chosen, that rank before the last chosen one."""
    candidates = [row for row in ranking if not row.in_programme]
    ranks = [row.rank for row in candidates if row.pk in chosen]
    last = None if None in ranks else max((rank for rank in ranks if rank is not None), default=0)
    return [
        row
        for row in candidates
        if row.pk not in chosen and row.rank is not None and (last is None or row.rank < last)
    ]


def _locked(villages: Collection[Village]) -> list[Village]:
    if not villages:
        raise ValidationError({"villages": _("Choose at least one village.")})
    rows = Village.objects.filter(pk__in=[village.pk for village in villages]).order_by("pk")
    locked_villages = list(rows.select_for_update(no_key=True))
    if taken := [str(village) for village in locked_villages if village.in_programme]:
        raise MoveRefused(_("Already in the programme: %s. Reload the page.") % "、".join(taken))
    return locked_villages


def frozen_score(index: NeedIndex, row: Need, chosen: bool) -> NeedScore:
    """One village of the ranking, to keep."""
    return NeedScore(
        index=index,
        village=row.village,
        rank=row.rank,
        score=row.score,
        known=row.known,
        parts=frozen_parts(row.score_of),
        chosen=chosen,
        was_in_programme=row.in_programme,
    )
