"""A request that is not read gets a page that says why and what to do; nothing of it is lost or saved."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import path

from jingyan.urls import *  # noqa: F403 - the project's own URLs, and one that fails
from jingyan.urls import urlpatterns as ours

pytestmark = pytest.mark.django_db


def failing(_request):
    raise RuntimeError("13912345678")


failing.login_required = False
urlpatterns = [*ours, path("failing/", failing)]


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(
    ("body", "most"),
    [
        ({f"f{number}": "1" for number in range(2001)}, "2000"),
        ({f"f{number}": SimpleUploadedFile("a.pdf", b"%PDF-") for number in range(21)}, "20"),
        ({"full_name": "长" * 2_000_000}, "5"),
    ],
)
def test_too_much_at_once_is_refused_with_the_limit(desk, staff, body, most):
    response = desk.post("/account/", body)
    assert response.status_code == 413
    assert response.context["reason"].count(most)
    assert 'href="/"' in response.text
    staff.refresh_from_db()
    assert staff.full_name == "李秀英"


def test_a_request_larger_than_any_step_is_refused_before_it_is_read(desk, staff):
    response = desk.post("/account/", {"full_name": "改名"}, CONTENT_LENGTH=str(101 << 20))
    assert response.status_code == 413
    assert "100 MB" in response.context["reason"]
    staff.refresh_from_db()
    assert staff.full_name == "李秀英"


def test_a_body_that_breaks_off_and_a_foreign_host_have_their_words(desk):
    broken = desk.post("/account/", b"x", content_type="multipart/form-data; boundary=" + "y" * 300)
    foreign = desk.get("/account/", headers={"Host": "evil.example"})
    assert [broken.status_code, foreign.status_code] == [400, 400]
    assert broken.context["reason"] != foreign.context["reason"]


def test_the_address_of_a_step_shows_a_page_with_the_way_home(desk):
    response = desk.get("/officers/registrations/1/submit/")
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert 'href="/"' in response.text
    assert desk.head("/officers/registrations/1/submit/").status_code == 405


def test_a_form_of_a_page_that_was_open_too_long_says_how_to_go_on(staff):
    client = Client(enforce_csrf_checks=True)
    client.force_login(staff)
    response = client.post("/account/", {"full_name": "x"})
    assert response.status_code == 403
    assert response.text.count("<li>") >= 3
    # The token of the cookie is the token of the form: the page's script sends that one.
    client.get("/account/")
    token = client.cookies["csrftoken"].value
    sent = client.post(
        "/account/", {"full_name": "李英", "phone": "", "seen": "", "csrfmiddlewaretoken": token}
    )
    assert sent.status_code == 302


@pytest.mark.urls(__name__)
def test_a_failure_names_the_time_and_its_number_in_the_log_and_nothing_else(desk):
    response = desk.get("/failing/")
    assert response.status_code == 500
    assert response["X-Request-ID"] in response.text
    assert "13912345678" not in response.text
