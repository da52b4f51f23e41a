"""The notices and reminders of this app: decisions on registrations and appointments, publicities
and terms that end."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import User
from accounts.notices import KINDS, NoticeKind, Reminder, source
from officers.models import Appointment, Publicity

TERM_ENDS_WITHIN = timedelta(days=30)

KINDS["registration_returned"] = NoticeKind(
    _(
        "The registration of %(subject)s was returned for correction. Correct it, then submit it "
        "again."
    ),
    "arrow-return-left",
)
KINDS["registration_turned_down"] = NoticeKind(
    _("The registration of %(subject)s did not pass the review."), "x-circle"
)
KINDS["reveal_limit"] = NoticeKind(
    _(
        "%(subject)s has revealed the personal numbers of 30 people within an hour and was refused "
        "more."
    ),
    "eye",
)
KINDS["appointment_rejected"] = NoticeKind(
    _("The appointment of %(subject)s was rejected. The reason is on its page."),
    "arrow-return-left",
)
KINDS["terms_end"] = NoticeKind(
    ngettext_lazy(
        "%(count)d appointment ends on %(day)s. Renew it, or prepare its end.",
        "%(count)d appointments end on %(day)s. Renew them, or prepare their end.",
        "count",
    ),
    "calendar-event",
)
KINDS["own_term_ends"] = NoticeKind(_("Your appointment ends on %(day)s."), "calendar-event")
KINDS["publicity_due"] = NoticeKind(
    _("The publicity “%(subject)s” has run its days. Close it, so that the next step can begin."),
    "megaphone",
)


@source("publicities")
def publicities(on: date) -> Iterator[Reminder]:
    """Publicities whose last day has passed: the office closes them."""
    clerks = list(User.objects.who_may("publicities.run"))
    for row in Publicity.objects.due(on):
        way = ("officers:publicity_detail", row.pk)
        yield Reminder(
            clerks,
            "publicity_due",
            f"publicity_due:{row.pk}:{row.closes_on}",
            way,
            {"subject": row.title},
        )


@source("terms")
def terms(on: date) -> Iterator[Reminder]:
    """Terms that end within a month: one notice a day for the office, one for each officer."""
    ending = Appointment.objects.filter(
        state=Appointment.State.ACTIVE, ends_on__lte=on + TERM_ENDS_WITHIN
    )
    clerks = list(User.objects.who_may("appointments.propose"))
    for day, count in ending.order_by().values_list("ends_on").annotate(Count("pk")):
        words = {"day": day, "count": count}
        yield Reminder(
            clerks, "terms_end", f"terms_end:{day}", ("officers:appointment_list",), words
        )
    for row in ending.filter(officer__user__isnull=False).select_related("officer__user"):
        way = ("officers:appointment_detail", row.pk)
        words = {"day": row.ends_on}
        yield Reminder(
            [row.officer.user], "own_term_ends", f"own_term_ends:{row.pk}:{row.ends_on}", way, words
        )
