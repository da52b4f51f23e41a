"""What every list offers: choice of columns, saved views, and export of long lists by a job."""

import io

import openpyxl
import pytest
from django.test import Client

from accounts import jobs
from accounts.lists import exporting, listing
from accounts.models import ExportFile, Job, SavedView, TrailEntry, User
from accounts.models.export_file import EXPORT_KEPT_FOR
from accounts.roles import Role
from accounts.tests.factories import TownFactory, UserFactory
from jingyan import exports

pytestmark = pytest.mark.django_db
USERS = "/system/users/"


@pytest.fixture
def reader(client, administrator):
    """The administrator at the keyboard, reading English."""
    client.force_login(administrator)
    client.cookies["django_language"] = "en"
    return client


def headings(client, **asked):
    """The columns on the page."""
    response = client.get(USERS, asked or {"view": ""})
    return [column.name for column in response.context["listing"].table.columns]


def cells(content):
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def keep(client, name, query, **more):
    return client.post(
        "/account/views/create/",
        {"path": USERS, "title": "Users", "name": name, "query": query} | more,
    ).status_code


def test_columns_are_chosen_in_the_address_and_remembered_for_the_session(reader):
    assert headings(reader, columns=["username", "role"]) == ["username", "role"]
    assert headings(reader) == ["username", "role"]
    assert set(headings(reader, columns="")) > {
        "username",
        "full_name",
        "role",
        "town",
        "last_login",
    }


def test_headings_are_in_the_words_of_the_fields(reader):
    UserFactory.create_batch(30)
    page = reader.get(USERS)
    assert [str(heading.label) for heading in page.context["listing"].table.headings][:2] == [
        "Username",
        "Full name",
    ]
    assert str(page.context["listing"].columns.choices[1].label) == "Full name"


def test_the_first_column_stays_and_unknown_ones_are_left_out(reader):
    assert headings(reader, columns=["role", "password"]) == ["username", "role"]
    assert len(headings(reader, columns=["password"])) > 5


def test_a_file_holds_exactly_the_visible_columns(reader):
    response = reader.get(USERS, {"columns": ["username", "role"], "export": "xlsx"})
    assert cells(response.content)[0] == ["Username", "Role"]


def test_a_view_keeps_conditions_order_and_columns(reader):
    UserFactory(username="a-liaison", liaison=True)
    page = reader.get(
        USERS,
        {"role": "liaison", "sort": "-username", "columns": ["username", "role"], "page": "1"},
    )
    assert keep(reader, "Liaisons", page.context["listing"].query) == 302
    view = SavedView.objects.get()
    assert view.query == "role=liaison&sort=-username&columns=username&columns=role"
    reader.get(USERS, {"columns": ""})
    shown = reader.get(view.url).context["listing"]
    assert shown.columns.shown == ["username", "role"]
    assert [row.record.username for row in shown.table.paginated_rows] == ["a-liaison"]
    assert shown.current_view == view


def test_the_default_view_opens_in_the_lists_place_and_the_bare_list_stays_in_reach(reader):
    keep(reader, "Staff", "role=staff&columns=all", is_default="on")
    view = SavedView.objects.get()
    assert reader.get(USERS).headers["Location"] == view.url
    assert reader.get(view.url).status_code == 200
    bare = reader.get(view.url).context["listing"].bare_url
    assert len(reader.get(bare).context["listing"].page.object_list) == User.objects.count()


def test_one_view_of_a_list_opens_first_and_the_same_name_replaces(reader):
    keep(reader, "One", "role=staff", is_default="on")
    keep(reader, "Two", "role=leader", is_default="on")
    keep(reader, "One", "role=auditor")
    assert dict(SavedView.objects.values_list("name", "query")) == {
        "One": "role=auditor",
        "Two": "role=leader",
    }
    assert SavedView.objects.get(is_default=True).name == "Two"


def test_a_view_is_renamed_and_deleted_and_a_taken_name_is_refused(reader):
    keep(reader, "One", "role=staff")
    keep(reader, "Two", "role=leader")
    one, two = SavedView.objects.order_by("name")
    page = reader.post(f"/account/views/{one.pk}/", {"name": "Two"})
    assert "already have a view" in page.content.decode()
    assert (
        reader.post(f"/account/views/{one.pk}/", {"name": "First", "is_default": "on"}).status_code
        == 302
    )
    assert reader.post(f"/account/views/{two.pk}/delete/").status_code == 302
    assert [(view.name, view.is_default) for view in SavedView.objects.all()] == [("First", True)]


def test_views_are_their_users_own(reader, staff):
    keep(reader, "One", "role=staff")
    view = SavedView.objects.get()
    reader.force_login(staff)
    assert reader.get(f"/account/views/{view.pk}/").status_code == 404
    assert "One" not in reader.get("/account/views/").content.decode()


@pytest.mark.parametrize(
    "path",
    ["https://example.org/", "/nowhere/", "//example.org/system/users/", "/accounts/login/", ""],
)
def test_only_a_page_of_ours_can_be_kept(path, reader):
    assert (
        reader.post(
            "/account/views/create/", {"path": path, "title": "x", "name": "x", "query": ""}
        ).status_code
        == 409
    )
    assert not SavedView.objects.exists()


def test_what_is_too_long_or_has_no_name_is_refused(reader):
    assert keep(reader, "Long", "q=" + "x" * 3000) == 409
    assert keep(reader, " ", "q=x") == 409


@pytest.fixture
def short_files(monkeypatch):
    """Three rows are too many to wait for."""
    monkeypatch.setattr(listing, "EXPORT_UP_TO", 3)
    monkeypatch.setattr(exports, "CHUNK", 2)


def export(client, address, file_format="xlsx"):
    asked = {"address": address, "title": "Users", "format": file_format}
    return client.post("/system/exports/create/", asked).status_code


def test_a_long_list_is_written_behind_the_pages_and_kept_with_its_fingerprint(
    reader, short_files, administrator
):
    UserFactory.create_batch(5)
    count = User.objects.filter(role=Role.STAFF).count()
    page = reader.get(USERS, {"role": "staff", "columns": ["username", "role"]})
    assert page.context["listing"].exports_behind
    assert export(reader, f"{USERS}?{page.context['listing'].query}") == 302
    assert jobs.run_due() == 1
    job, file = Job.objects.get(), ExportFile.objects.get()
    assert (job.state, job.result_url, file.rows) == (Job.State.DONE, "/system/exports/", count)
    content = b"".join(reader.get(f"/system/exports/{file.pk}/").streaming_content)
    headings, *rows = cells(content)
    assert headings == ["Username", "Role"]
    assert len(rows) == count
    entry = TrailEntry.objects.get(act="export")
    assert (entry.changes["rows"], entry.changes["sha256"]) == (count, file.sha256)
    assert file.name in reader.get("/system/exports/").content.decode()


def test_one_export_runs_at_a_time(reader):
    assert export(reader, USERS) == 302
    assert export(reader, USERS) == 302
    assert export(reader, USERS, "csv") == 409
    assert Job.objects.count() == 1


@pytest.mark.parametrize("query", ["", "?export=csv"])
def test_the_whole_list_is_written_though_a_view_of_it_opens_first(reader, query):
    keep(reader, "Staff", "role=staff", is_default="on")
    export(reader, f"{USERS}{query}")
    jobs.run_due()
    assert ExportFile.objects.get().rows == User.objects.count()
    assert TrailEntry.objects.filter(act="export").count() == 1


def test_who_may_not_open_the_page_gets_no_file_of_it(client, staff):
    client.force_login(staff)
    assert export(client, USERS) == 403
    assert export(client, "/nowhere/") == 409
    assert export(client, "/accounts/login/") == 409


def test_a_permission_lost_on_the_way_stops_the_job(reader, administrator):
    export(reader, USERS)
    User.objects.filter(pk=administrator.pk).update(role=Role.STAFF)
    jobs.run_due()
    assert Job.objects.get().state == Job.State.FAILED
    assert not ExportFile.objects.exists()


def test_a_page_without_a_list_gives_no_file(reader):
    export(reader, "/account/")
    jobs.run_due()
    assert Job.objects.get().state == Job.State.FAILED


def test_a_file_is_refused_to_others_and_to_users_who_have_changed_post(
    reader, administrator, staff
):
    export(reader, USERS)
    jobs.run_due()
    url = f"/system/exports/{ExportFile.objects.get().pk}/"
    other = Client()
    other.force_login(staff)
    assert other.get(url).status_code == 404
    User.objects.filter(pk=administrator.pk).update(role=Role.LIAISON, town=TownFactory())
    assert reader.get(url).status_code == 404


def test_a_file_is_deleted_after_a_day(reader):
    export(reader, USERS)
    jobs.run_due()
    file = ExportFile.objects.get()
    assert exporting.drop_expired() == 0
    ExportFile.objects.update(created_at=file.created_at - EXPORT_KEPT_FOR)
    assert reader.get(f"/system/exports/{file.pk}/").status_code == 404
    assert exporting.drop_expired() == 1
    assert not file.file.storage.exists(file.file.name)


def test_an_export_beyond_the_limit_is_refused(reader, monkeypatch):
    UserFactory.create_batch(3)
    monkeypatch.setattr(exporting, "EXPORT_BEHIND_UP_TO", 2)
    export(reader, USERS)
    jobs.run_due()
    assert "2" in Job.objects.get().error
    assert not ExportFile.objects.exists()
