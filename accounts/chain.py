"""Walking the trail's chain, to prove that no entry was changed, removed, added or moved."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import trail
from accounts.models import TrailEntry, TrailHead, User
from jingyan import chain

BATCH = 2000


@dataclass
class Verdict:
    """How far the chain is whole: `count` entries, and what is wrong with the next one ("" where nothing is)."""

    count: int = 0
    broken: str = ""
    pk: int = 0
    seal: str = ""


def verify() -> Verdict:
    """Walk all entries in batches, then compare the last with the end of the chain as it stands at that moment."""
    verdict = Verdict()
    _walk(verdict)
    with transaction.atomic():
        # From here on nobody appends, so that what came in meanwhile is walked too.
        head = TrailHead.objects.select_for_update(no_key=True).filter(pk=TrailHead.ONLY).first()
        _walk(verdict)
        if not verdict.broken and (head is None or (head.number, head.hash) != (verdict.count, verdict.seal)):
            verdict.broken = _("the end of the chain, which should be entry %d, is not where it is kept") % (
                head.number if head else 0
            )
    return verdict


def broken_in_words(verdict: Verdict) -> str:
    """Where the chain breaks, as people are told."""
    return _("The trail is broken after %(count)d entries: %(what)s.") % {
        "count": verdict.count,
        "what": verdict.broken,
    }


@transaction.atomic
def inspect(*, by: User) -> Verdict:
    """Verify on somebody's behalf, which is an act as well."""
    verdict = verify()
    trail.write("verify_trail", None, by=by, note=verdict.broken, changes={"entries": verdict.count})
    return verdict


def _walk(verdict: Verdict) -> None:
    for entry in _entries(after=verdict.count):
        if verdict.broken:
            return
        _follow(verdict, entry)


def _follow(verdict: Verdict, entry: dict[str, Any]) -> None:
    number = verdict.count + 1
    name = f"{entry['number']} ({entry['at']:%Y-%m-%d %H:%M:%S}, {entry['by']}, {entry['act']})"
    if entry["number"] != number:
        verdict.broken = _("entry %(missing)d is missing before entry %(entry)s") % {"missing": number, "entry": name}
    elif entry["pk"] <= verdict.pk or entry["previous"] != verdict.seal:
        verdict.broken = _("entry %s does not follow the one before it") % name
    elif entry["hash"] != chain.seal(verdict.seal, entry):
        verdict.broken = _("entry %s was changed") % name
    else:
        verdict.count, verdict.pk, verdict.seal = number, entry["pk"], entry["hash"]


def _entries(after: int) -> Iterator[dict[str, Any]]:
    """All entries behind `after`, in the order of their numbers."""
    rows = TrailEntry.objects.order_by("number").values("pk", "previous", "hash", *chain.FIELDS)
    while batch := list(rows.filter(number__gt=after)[:BATCH]):
        yield from batch
        after = batch[-1]["number"]
