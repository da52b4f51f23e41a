"""Notices: sent in the transaction of the act, once, to active users, in the reader's language."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from accounts import jobs, notices
from accounts.actions.user import save_user
from accounts.models import Job, Notice, User
from accounts.notices import NoticeKind, Reminder

pytestmark = pytest.mark.django_db
LIST = reverse("accounts:notice_list")


@pytest.fixture(autouse=True)
def sample_kind(monkeypatch):
    """A kind of notice for these tests."""
    monkeypatch.setitem(notices.KINDS, "sample", NoticeKind("Look at %(subject)s."))


def notify(*users, **extra):
    return notices.notify(
        users, **{"kind": "sample", "subject": "第一村", "url": ("accounts:account",)} | extra
    )


def remind(monkeypatch, *reminders):
    """Put sources of reminders in the place of all others."""
    sources = {str(number): lambda on, one=one: [one] for number, one in enumerate(reminders)}
    monkeypatch.setattr(notices, "SOURCES", sources)


def test_a_notice_is_read_in_a_list_and_counted_in_the_top_bar(client, staff):
    notify(staff)
    client.force_login(staff)
    page = client.get(LIST)
    assert "Look at 第一村." in page.text
    assert page.context["user"].unread_notices == 1
    assert "bell-count" in page.text


def test_opening_a_notice_leads_where_it_points_and_marks_it_as_read(client, staff):
    notify(staff)
    client.force_login(staff)
    answer = client.post(reverse("accounts:notice_open", args=[Notice.objects.get().pk]))
    assert answer.url == reverse("accounts:account")
    assert Notice.objects.unread().count() == 0
    assert "bell-count" not in client.get(LIST).text


def test_a_notice_whose_page_is_gone_leads_to_the_list(client, staff):
    notify(staff, url=("accounts:no_such_page", 1))
    client.force_login(staff)
    assert client.post(reverse("accounts:notice_open", args=[Notice.objects.get().pk])).url == LIST


def test_all_are_marked_as_read_at_once_and_only_ones_own(client, staff, staff2):
    notify(staff, staff2)
    client.force_login(staff)
    assert client.post(reverse("accounts:notice_read_all")).url == LIST
    assert [notice.user for notice in Notice.objects.unread()] == [staff2]


def test_a_user_cannot_open_the_notice_of_another(client, staff, staff2):
    notify(staff2)
    client.force_login(staff)
    assert (
        client.post(reverse("accounts:notice_open", args=[Notice.objects.get().pk])).status_code
        == 404
    )
    assert "第一村" not in client.get(LIST).text


def test_the_bell_costs_no_query_of_its_own(client, staff):
    client.force_login(staff)
    client.get(reverse("accounts:role_table"))
    with CaptureQueriesContext(connection) as before:
        client.get(reverse("accounts:role_table"))
    for _number in range(3):
        notify(staff)
    with CaptureQueriesContext(connection) as after:
        client.get(reverse("accounts:role_table"))
    assert len(after) == len(before) == 2


def test_more_than_a_screenful_is_counted_no_further(client, staff):
    Notice.objects.bulk_create(
        Notice(user=staff, kind="sample", key=str(n), words={"subject": n}) for n in range(120)
    )
    client.force_login(staff)
    assert "99+" in client.get(LIST).text
    assert len(client.get(LIST).context["told"]) == 25


def test_one_key_gives_one_notice_per_user(staff, staff2):
    notify(staff, key="once")
    notify(staff, staff2, key="once")
    assert sorted(Notice.objects.values_list("user__username", flat=True)) == ["staff", "staff2"]


def test_without_a_key_each_act_sends_a_notice(staff):
    notify(staff)
    notify(staff)
    assert Notice.objects.count() == 2


def test_users_who_cannot_log_in_receive_no_notice(staff):
    staff.is_active = False
    assert notify(staff, User.objects.get(username="system"), None) == 0
    assert not Notice.objects.exists()


def test_a_notice_for_a_later_day_stays_hidden_until_then(client, staff):
    notify(staff, tell_from=timezone.now() + timedelta(days=1))
    client.force_login(staff)
    page = client.get(LIST)
    assert (page.context["told"], page.context["user"].unread_notices) == ([], 0)


def test_numbers_of_people_are_masked(staff):
    notify(staff, subject="51112419800101001X 13900001111")
    assert "19800101" not in str(Notice.objects.get().words)
    assert "13900001111" not in str(Notice.objects.get().words)


def test_an_unknown_kind_is_a_fault_of_ours(staff):
    with pytest.raises(LookupError):
        notify(staff, kind="no such kind")


def test_a_notice_of_a_kind_that_is_no_more_is_left_out(client, staff):
    Notice.objects.create(user=staff, kind="gone", key="1")
    client.force_login(staff)
    assert client.get(LIST).context["told"] == []


def test_each_reader_reads_the_own_language(staff):
    notices.notify([staff], kind="job_failed", title="2022年统计报告")
    with translation.override("en"):
        (english,) = notices.notice_texts(Notice.objects.all())
    assert english.text.startswith("“2022年统计报告” has failed.")


def test_notices_are_deleted_when_a_user_changes_office(administrator, liaison, other_town):
    notify(liaison)
    liaison.phone = "13900001111"
    save_user(liaison, by=administrator)
    assert Notice.objects.exists()
    liaison.town = other_town
    save_user(liaison, by=administrator)
    assert not Notice.objects.exists()


# --- reminders by date ----------------------------------------------------------------------------


def test_a_reminder_is_sent_once_however_often_beat_runs(monkeypatch, staff, staff2):
    remind(monkeypatch, Reminder([staff], "sample", "a", words={"subject": "甲"}))
    assert [notices.send_due(date(2022, 8, 1)) for _run in range(3)] == [1, 0, 0]
    remind(monkeypatch, Reminder([staff, staff2], "sample", "a", words={"subject": "甲"}))
    assert notices.send_due(date(2022, 8, 2)) == 1
    assert Notice.objects.count() == 2


def test_a_source_that_breaks_does_not_silence_the_others(monkeypatch, staff):
    remind(monkeypatch, Reminder([staff], "sample", "a", words={"subject": "甲"}))
    monkeypatch.setitem(notices.SOURCES, "0broken", lambda on: 1 // 0)
    assert notices.send_due(date(2022, 8, 1)) == 1


def test_a_dry_run_names_what_is_due_and_writes_nothing(monkeypatch, staff, staff2):
    remind(monkeypatch, Reminder([staff, staff2], "sample", "a", words={"subject": "甲"}))
    out = StringIO()
    call_command("send_due_notices", dry_run=True, stdout=out)
    assert out.getvalue() == "due: sample a: 2\n"
    assert not Notice.objects.exists()
    call_command("send_due_notices", stdout=out)
    assert out.getvalue().endswith("sent: 2\n")


# --- jobs -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("handler", "kind"), [(lambda *_: lambda: "/", "job_done"), (None, "job_failed")]
)
def test_the_user_who_started_a_job_is_notified_of_its_end(monkeypatch, staff, handler, kind):
    def refuse(*_):
        raise jobs.JobRefused("The quarter has not closed yet.")

    monkeypatch.setitem(jobs.HANDLERS, "sample", handler or refuse)
    job = jobs.enqueue("sample", key="1", title="2022年统计报告", by=staff)
    jobs.run_due()
    notice = Notice.objects.get()
    assert (notice.user, notice.kind, notice.url_args) == (staff, kind, [job.pk])


def test_a_job_that_was_cut_off_for_good_sends_one_notice(monkeypatch, staff):
    Job.objects.create(
        kind="sample",
        key="1",
        title="2022",
        created_by=staff,
        state=Job.State.RUNNING,
        attempts=jobs.MAX_ATTEMPTS,
        lease_until=timezone.now() - timedelta(seconds=1),
    )
    jobs.run_due()
    assert [notice.kind for notice in Notice.objects.all()] == ["job_failed"]
