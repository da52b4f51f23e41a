"""The posts of a person: a change of the enterprise or the position keeps what was before."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts import trail
from accounts.access import require
from accounts.models import User
from officers.actions.enterprise import enterprise_for
from officers.models import Enterprise, Officer, Post


def keep_post(
    officer: Officer,
    *,
    on: date,
    before: tuple[int | None, str] | None = None,
    corrects_since: datetime | None = None,
) -> None:
    """Bring the posts in step with a locked person's enterprise and position: the old one ends
    `on`, the new begins.

    What was entered after `corrects_since` is corrected instead. `before` is where the person
    worked until now, for people without a post on file. Writes no trail entry of its own.
    """
    present = Post.objects.filter(officer=officer, ends_on=None).first()
    now = (officer.enterprise_id, officer.position)
    if present and (present.enterprise_id, present.position) == now:
        return
    if present is None and before and before != now and before[0]:
        present = Post(officer=officer, enterprise_id=before[0], position=before[1])
    if (
        present
        and present.pk
        and corrects_since
        and present.entered_at >= corrects_since
        and now[0]
    ):
        present.enterprise_id, present.position = now[0], now[1]
        present.save(update_fields=["enterprise", "position"])
        return
    if present:
        present.ends_on = max(on, present.starts_on or on)
        present.save()
    if officer.enterprise_id:
        # The first post on file began on an unknown day before it was recorded.
        starts_on = present.ends_on if present else None
        Post.objects.create(
            officer=officer,
            enterprise_id=officer.enterprise_id,
            position=officer.position,
            starts_on=starts_on,
        )


@trail.together()
def add_post(
    officer: Officer,
    *,
    by: User,
    credit_code: str,
    enterprise_name: str = "",
    position: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Post:
    """Enter a post. Without a last day it is current, and the previous one ends when it begins."""
    require(by, "officers.posts")
    _check_days(starts_on, ends_on)
    person = _lock(officer, by)
    enterprise = enterprise_for(credit_code, enterprise_name, by=by)
    if enterprise is None:
        raise ValidationError({"credit_code": _("Enter the credit code of this enterprise.")})
    if ends_on is None:
        post = _change_post(person, enterprise, position, starts_on or localdate())
    else:
        post = Post.objects.create(
            officer=person,
            enterprise=enterprise,
            position=position,
            starts_on=starts_on,
            ends_on=ends_on,
        )
    trail.write("change", person, by=by, changes={"post": str(post)})
    return post


@trail.together()
def change_post(post: Post, *, by: User, values: Mapping[str, Any]) -> Post:
    """Correct the position or the days of a post; the present one stays the present one."""
    require(by, "officers.posts")
    person = _lock(post.officer, by)
    row = Post.objects.visible_to(by).select_for_update(no_key=True, of=("self",)).get(pk=post.pk)
    if (row.ends_on is None) != (values["ends_on"] is None):
        raise ValidationError(
            {"ends_on": _("A post ends when the next one is entered. Enter that one instead.")}
        )
    _check_days(values["starts_on"], values["ends_on"])
    changed = [
        name for name in ("position", "starts_on", "ends_on") if getattr(row, name) != values[name]
    ]
    for name in changed:
        setattr(row, name, values[name])
    row.save(update_fields=changed)
    if row.ends_on is None and person.position != row.position:
        person.position = row.position
        person.save(update_fields=["position"])
    if changed:
        trail.write(
            "change", person, by=by, changes={name: str(values[name] or "") for name in changed}
        )
    return row


def _change_post(person: Officer, enterprise: Enterprise, position: str, starts_on: date) -> Post:
    present = Post.objects.filter(officer=person, ends_on=None).first()
    if present and present.starts_on and starts_on < present.starts_on:
        raise ValidationError(
            {
                "starts_on": _("The present post began on %s. Enter its end, or a later day.")
                % present.starts_on
            }
        )
    before = (person.enterprise_id, person.position)
    if before == (enterprise.pk, position):
        raise ValidationError({"position": _("This is already the present post.")})
    person.enterprise, person.position = enterprise, position
    person.save(update_fields=["enterprise", "position"])
    keep_post(person, on=starts_on, before=before)
    post = Post.objects.get(officer=person, ends_on=None)
    if post.starts_on != starts_on:
        post.starts_on = starts_on
        post.save(update_fields=["starts_on"])
    return post


def _lock(officer: Officer, by: User) -> Officer:
    return (
        Officer.objects.visible_to(by)
        .select_for_update(no_key=True, of=("self",))
        .get(pk=officer.pk)
    )


def _check_days(starts_on: date | None, ends_on: date | None) -> None:
    today = localdate()
    for name, day in (("starts_on", starts_on), ("ends_on", ends_on)):
        if day and day > today:
            raise ValidationError({name: _("This day has not come yet. Correct the date.")})
    if starts_on and ends_on and ends_on < starts_on:
        raise ValidationError(
            {"ends_on": _("The post ends before it begins. Correct one of the days.")}
        )
