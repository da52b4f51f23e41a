"""Walking the trail's chain, to prove that no entry was changed, removed, added or moved.

A long trail takes its time: pages ask for the walk, and a job walks; another one does every night.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import jobs, notices, trail
from accounts.access import require
from accounts.defaults import SYSTEM_USERNAME
from accounts.jobs import Commit, Progress
from accounts.models import Job, TrailEntry, TrailHead, User
from accounts.roles import Role
from jingyan import chain

KIND = "verify_trail"
BATCH = 2000
Tell = Callable[[int, int], None]


@dataclass
class Verdict:
    """How far the chain is whole: `count` entries, and what is wrong with the next one ("" where
    nothing is).
    """

    count: int = 0
    broken: str = ""
    pk: int = 0
    seal: str = ""


def verify(*, tell: Tell = lambda done, total: None) -> Verdict:
    """Walk all entries in batches, then compare the last with the end of the chain as it stands at
    that moment.

    `tell` hears after each batch how many entries of all are behind us.
    """
    verdict = Verdict()
    total = TrailEntry.objects.aggregate(last=Max("number"))["last"] or 0
    _walk(verdict, tell=lambda done: tell(done, max(done, total)))
    with transaction.atomic():
        # From here on nobody appends, so that what came in meanwhile is walked too.
        head = TrailHead.objects.select_for_update(no_key=True).filter(pk=TrailHead.ONLY).first()
        _walk(verdict)
        if not verdict.broken and (
            head is None or (head.number, head.hash) != (verdict.count, verdict.seal)
        ):
            verdict.broken = _(
                "the end of the chain, which should be entry %d, is not where it is kept"
            ) % (head.number if head else 0)
    return verdict


def broken_in_words(verdict: Verdict) -> str:
    """Where the chain breaks, as people are told."""
    return _("The trail is broken after %(count)d entries: %(what)s.") % {
        "count": verdict.count,
        "what": verdict.broken,
    }


def request(*, by: User) -> Job:
    """Queue the walk for somebody who may read the trail; while theirs waits or runs, that one is
    returned.
    """
    require(by, "accounts.trail")
    return _enqueue(by)


def request_nightly() -> Job:
    """Queue the walk in the name of the system."""
    return _enqueue(User.objects.get(username=SYSTEM_USERNAME))


def _enqueue(by: User) -> Job:
    return jobs.enqueue(KIND, key=by.username, title="操作日志校验", by=by)


@jobs.handler(KIND, called=gettext_lazy("Verification of the trail"))
def inspect(job: Job, progress: Progress) -> Commit:
    """Verify on somebody's behalf, which is an act as well: the trail itself keeps the verdict."""
    verdict = verify(tell=progress)

    def commit() -> str:
        trail.write(
            "verify_trail",
            None,
            by=job.created_by,
            note=verdict.broken,
            changes={"entries": verdict.count},
        )
        if verdict.broken:
            _alarm(verdict)
        return reverse("accounts:trail_list")

    return commit


def _alarm(verdict: Verdict) -> None:
    """Tell the administrators; of the same break once."""
    people = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True)
    key = f"trail:{verdict.count}"
    notices.notify(
        people, kind="trail_broken", key=key, url=("accounts:trail_list",), count=verdict.count
    )


def _walk(verdict: Verdict, *, tell: Callable[[int], None] = lambda done: None) -> None:
    for entry in _entries(after=verdict.count):
        if verdict.broken:
            return
        _follow(verdict, entry)
        if verdict.count % BATCH == 0:
            tell(verdict.count)


def _follow(verdict: Verdict, entry: dict[str, Any]) -> None:
    number = verdict.count + 1
    name = f"{entry['number']} ({entry['at']:%Y-%m-%d %H:%M:%S}, {entry['by']}, {entry['act']})"
    if entry["number"] != number:
        verdict.broken = _("entry %(missing)d is missing before entry %(entry)s") % {
            "missing": number,
            "entry": name,
        }
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
