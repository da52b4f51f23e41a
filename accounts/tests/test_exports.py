"""The list pattern's files, through the list of users."""

import io

import openpyxl
import pytest

from accounts.models import TrailEntry
from accounts.tests.factories import UserFactory


@pytest.fixture
def reader(client, administrator):
    """The administrator at the keyboard, reading English."""
    client.force_login(administrator)
    client.cookies["django_language"] = "en"
    return client


def cells(response):
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_a_workbook_holds_exactly_the_query_of_the_page(reader, staff, liaison, leader):
    response = reader.get("/system/users/", {"role": "liaison", "export": "xlsx"})
    headings, *rows = cells(response)
    assert headings[:2] == ["Username", "Full name"]
    assert [row[0] for row in rows] == ["liaison"]
    assert "attachment" in response["Content-Disposition"]


def test_a_file_holds_all_pages(reader):
    UserFactory.create_batch(60)
    response = reader.get(
        "/system/users/", {"role": "staff", "per_page": "25", "page": "2", "export": "csv"}
    )
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert response.content.decode("utf-8-sig").count("\n") >= 61


def test_no_cell_is_a_formula(reader):
    UserFactory(username="formula", full_name="=1+1")
    rows = cells(reader.get("/system/users/", {"q": "formula", "export": "xlsx"}))
    assert rows[1][1] == "'=1+1"


def test_an_export_is_recorded_in_the_trail_with_its_filters(reader, staff):
    reader.get("/system/users/", {"role": "staff", "export": "csv"})
    entry = TrailEntry.objects.get(act="export")
    assert "role=staff" in entry.changes["address"]


def test_an_unknown_format_is_the_page(reader):
    assert "<html" in reader.get("/system/users/", {"export": "exe"}).content.decode()


def test_what_the_table_draws_in_its_own_way_is_exported_that_way(reader, administrator):
    reader.get("/system/users/", {"export": "csv"})
    rows = cells(reader.get("/system/trail/", {"export": "xlsx"}))
    assert rows[1][1:4] == ["王建国（administrator）", "System administrator", "Exported"]
