"""Verifies the trail's chain: proves that no entry was changed, removed, added or moved.

This takes long for a long trail, so pages queue a job; another one runs every night.
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
# Called with the number of entries verified and the number of all.
VerifyProgress = Callable[[int, int], None]


@dataclass
class Verdict:
    """The result: `count` intact entries, and what is wrong with the next one ("" if nothing)."""

    count: int = 0
    broken: str = ""
    pk: int = 0
    seal: str = ""


def verify(*, progress: VerifyProgress = lambda done, total: None) -> Verdict:
    """Verify all entries in batches, then compare the last one with the stored end of the chain.

    `progress` is called after each batch.
    """
    verdict = Verdict()
    total = TrailEntry.objects.aggregate(last=Max("number"))["last"] or 0
    _walk(verdict, progress=lambda done: progress(done, max(done, total)))
    with transaction.atomic():
        # The lock stops new entries, so that those written meanwhile are verified too.
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
    """The sentence that says where the chain breaks."""
    return _("The trail is broken after %(count)d entries: %(what)s.") % {
        "count": verdict.count,
        "what": verdict.broken,
    }


def request(*, by: User) -> Job:
    """Queue the verification for a user who may read the trail; returns the job that they already
    have queued or running, if any.
    """
    require(by, "accounts.trail")
    return _enqueue(by)


def request_nightly() -> Job:
    """Queue the verification in the name of the system."""
    return _enqueue(User.objects.get(username=SYSTEM_USERNAME))


def _enqueue(by: User) -> Job:
    return jobs.enqueue(KIND, key=by.username, title="操作日志校验", by=by)


@jobs.handler(KIND, called=gettext_lazy("Verification of the trail"))
def inspect(job: Job, progress: Progress) -> Commit:
    """Verify the trail for the user of the job. The result is itself recorded in the trail."""
    verdict = verify(progress=progress)

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
    """Notify the administrators, once per break."""
    people = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True)
    key = f"trail:{verdict.count}"
    notices.notify(
        people, kind="trail_broken", key=key, url=("accounts:trail_list",), count=verdict.count
    )


def _walk(verdict: Verdict, *, progress: Callable[[int], None] = lambda done: None) -> None:
    for entry in _entries(after=verdict.count):
        if verdict.broken:
            return
        _follow(verdict, entry)
        if verdict.count % BATCH == 0:
            progress(verdict.count)


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
    """All entries with a number above `after`, in order."""
    rows = TrailEntry.objects.order_by("number").values("pk", "previous", "hash", *chain.FIELDS)
    while batch := list(rows.filter(number__gt=after)[:BATCH]):
        yield from batch
        after = batch[-1]["number"]
