"""The pages: permissions, what each role sees, and query counts."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Job, TrailEntry
from accounts.roles import MAY, Role
from accounts.tests.factories import UserFactory
from pairings.tests.factories import PairingFactory
from reports.models import Figure, Issue
from reports.places import of_town, of_village
from reports.tests.factories import fact, issue
from villages.tests.factories import DemandFactory

pytestmark = pytest.mark.django_db
PAGES = ["home", "dashboard", "check_list", "issue_list", "issue_create"]
DOORS = {
    "home": "accounts.home",
    "dashboard": "reports.dashboard",
    "check_list": "reports.view",
    "issue_list": "reports.view",
    "issue_create": "reports.compute",
}


@pytest.fixture
def pairing(town):
    """A pairing in the liaison's town."""
    return PairingFactory(active=True, village__town=town)


def cost(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "name", ["staff", "leader", "liaison", "auditor", "administrator", "officer_user"]
)
def test_each_page_opens_for_the_roles_with_its_permission(page, name, client, request):
    user = request.getfixturevalue(name)
    client.force_login(user)
    allowed = 302 if (page, name) == ("home", "leader") else 200
    expected = allowed if user.role in MAY[DOORS[page]] else 403
    assert client.get(reverse(f"reports:{page}")).status_code == expected


def test_periods_are_named_in_the_readers_language(client, staff, pairing):
    fact(pairing, {})
    pages = [
        reverse("reports:dashboard"),
        reverse("reports:issue_list"),
        reverse("reports:issue_create"),
    ]
    pages.append(reverse("reports:issue_detail", args=[issue().pk]))
    client.force_login(staff)
    for page in pages:
        found = [
            "2022年" in client.get(page, headers={"accept-language": name}).text
            for name in ("en", "zh-CN")
        ]
        assert found == [False, True], page


def test_pages_require_a_log_in(client):
    for page in PAGES:
        answer = client.get(reverse(f"reports:{page}"))
        assert answer.status_code == 302
        assert "/accounts/login/" in answer.url


# --- reports --------------------------------------------------------------------------------------


def test_a_liaison_sees_only_the_reports_of_their_own_town(client, liaison, stranger, pairing):
    own, village = (
        issue(place=of_town(pairing.village.town)),
        issue(place=of_village(pairing.village)),
    )
    county = issue()
    client.force_login(liaison)
    listed = client.get(reverse("reports:issue_list")).context["listing"].rows
    assert set(listed) == {own, village}
    urls = [
        reverse("reports:issue_detail", args=[county.pk]),
        reverse("reports:issue_file", args=[county.pk, "json"]),
        reverse("reports:figure_detail", args=[county.figures.first().pk]),
    ]
    assert [client.get(url).status_code for url in urls] == [404, 404, 404]
    client.force_login(stranger)
    assert client.get(reverse("reports:issue_detail", args=[own.pk])).status_code == 404


def test_requesting_a_report_leads_to_its_progress(client, staff, pairing):
    fact(pairing, {"donations": "1万"})
    client.force_login(staff)
    answer = client.post(
        reverse("reports:issue_create"), {"period": "2022H1", "place": pairing.village.code}
    )
    job = Job.objects.get()
    assert answer.url == reverse("accounts:job_detail", args=[job.pk])
    assert job.params == {"period": "2022H1", "place": pairing.village.code}


def test_any_span_of_days_can_be_requested(client, staff):
    client.force_login(staff)
    form = {"period": "span", "place": "county"}
    assert client.post(reverse("reports:issue_create"), form).status_code == 200
    client.post(
        reverse("reports:issue_create"), form | {"starts_on": "2022-07-31", "ends_on": "2022-01-01"}
    )
    assert not Job.objects.exists()
    client.post(
        reverse("reports:issue_create"), form | {"starts_on": "2022-01-01", "ends_on": "2022-07-31"}
    )
    assert Job.objects.get().params["period"] == "2022-01-01..2022-07-31"


def test_requesting_a_report_already_in_progress_shows_a_message(client, staff, staff2, pairing):
    fact(pairing, {"donations": "1万"})
    for user, url in ((staff, "/system/jobs/"), (staff2, reverse("reports:issue_list"))):
        client.force_login(user)
        answer = client.post(
            reverse("reports:issue_create"), {"period": "2022H1", "place": "county"}
        )
        assert answer.url.startswith(url)
    assert Job.objects.count() == 1


def test_a_report_shows_all_figures_and_says_why_some_are_missing(client, auditor, pairing):
    fact(pairing, {"donations": "168.6万"})
    draft = issue()
    client.force_login(auditor)
    page = client.get(reverse("reports:issue_detail", args=[draft.pk])).text
    assert "168.6万元" in page
    assert "没有经县级确认的事实" in page
    assert draft.sha256 in page
    assert 'method="post" action="/reports' not in page


def test_the_buttons_of_a_report_work(client, staff, leader):
    draft = issue()
    client.force_login(leader)
    assert client.post(reverse("reports:issue_publish", args=[draft.pk])).status_code == 403
    assert client.post(reverse("reports:issue_approve", args=[draft.pk])).status_code == 302
    client.force_login(staff)
    assert client.post(reverse("reports:issue_publish", args=[draft.pk])).status_code == 302
    assert client.post(reverse("reports:issue_publish", args=[draft.pk])).status_code == 409
    assert (
        client.post(
            reverse("reports:issue_withdraw", args=[draft.pk]), {"reason": "误发"}
        ).status_code
        == 302
    )
    draft.refresh_from_db()
    assert draft.state == Issue.State.WITHDRAWN
    assert client.get(reverse("reports:issue_approve", args=[draft.pk])).status_code == 405


def test_files_are_attachments_and_leave_a_trail(client, staff, pairing):
    draft = issue()
    client.force_login(staff)
    for name in ("json", "html", "xlsx"):
        answer = client.get(reverse("reports:issue_file", args=[draft.pk, name]))
        assert answer["Content-Disposition"] == f'attachment; filename="2022H1-county.{name}"'
    assert TrailEntry.objects.of(draft).filter(act="export", by=staff.username).count() == 3
    assert client.get(reverse("reports:issue_file", args=[draft.pk, "exe"])).status_code == 404


# --- figures --------------------------------------------------------------------------------------


def figure(of, code):
    return Figure.objects.get(issue=of, metric__code=code)


def test_a_figure_opens_the_facts_behind_it(client, staff, pairing):
    row = fact(pairing, {"donations": "1.5万余"}, share=Decimal("80"))
    client.force_login(staff)
    page = client.get(reverse("reports:figure_detail", args=[figure(issue(), "donations").pk]))
    (shown,) = page.context["facts"]
    assert (shown.id, shown.value, shown.share) == (
        f"contribution:{row.pk}",
        "1.5万余元",
        Decimal("80"),
    )
    assert shown.happened_on == date(2022, 5, 10)
    assert shown.confirmed_by == row.confirmed_by
    assert reverse("pairings:contribution_detail", args=[row.pk]) in page.text


def test_a_figure_does_not_show_facts_that_the_user_may_not_see(client, liaison, pairing):
    elsewhere = PairingFactory(active=True)
    draft = issue(place=of_town(pairing.village.town))
    ids = [f"contribution:{fact(row, {'donations': '1万'}).pk}" for row in (pairing, elsewhere)]
    code = figure(draft, "promise_kept_rate").metric
    kept = Issue.objects.create(
        period="2021",
        starts_on=date(2021, 1, 1),
        ends_on=date(2021, 12, 31),
        place=pairing.village.town.code,
        town=pairing.village.town,
        requested_by=draft.requested_by,
    )
    forged = Figure.objects.create(issue=kept, metric=code, value=1, facts=ids)
    client.force_login(liaison)
    page = client.get(reverse("reports:figure_detail", args=[forged.pk]))
    assert [row.id for row in page.context["facts"]] == ids[:1]
    assert page.context["hidden"] == 1
    assert elsewhere.village.name not in page.text


@pytest.mark.parametrize(
    "code", ["donations", "active_pairings", "meeting_rate", "demand_closure_rate"]
)
def test_a_figure_costs_the_same_for_one_fact_and_for_many(code, client, staff, pairing):
    def add(count):
        for _ in range(count):
            more = PairingFactory(active=True, starts_on=date(2022, 1, 1))
            fact(more, {"donations": "1万"})
            DemandFactory(village=more.village, raised_on=date(2022, 2, 1))

    client.force_login(staff)
    add(1)
    few = cost(client, reverse("reports:figure_detail", args=[figure(issue(), code).pk]))
    add(5)
    assert (
        cost(client, reverse("reports:figure_detail", args=[figure(issue(), code).pk])) == few <= 15
    )


def test_many_facts_come_in_pages(client, staff, pairing):
    for _ in range(53):
        fact(pairing, {"students_aided": "1"})
    client.force_login(staff)
    url = reverse("reports:figure_detail", args=[figure(issue(), "students_aided").pk])
    assert len(client.get(url).context["facts"]) == 50
    assert len(client.get(url, {"page": 2}).context["facts"]) == 3


def test_an_officer_opens_no_report(client, officer_user, pairing):
    draft = issue()
    client.force_login(officer_user)
    assert client.get(reverse("reports:issue_detail", args=[draft.pk])).status_code == 403


def test_a_person_without_a_role_that_sees_reports_finds_none():
    issue()
    for role in (Role.OFFICER, Role.ADMINISTRATOR):
        assert not Issue.objects.visible_to(UserFactory(role=role)).exists()
