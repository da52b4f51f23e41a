"""Every answer tells the browser the same rules: pages, refusals, failures, files and downloads alike."""

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import get_resolver

from jingyan.tests.test_doors import doors
from reports.views import issue as views

pytestmark = pytest.mark.django_db
RULES = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def faults(response):
    """The headers that an answer lacks."""
    policy = response.headers.get("Content-Security-Policy", "")
    wanted = (
        "default-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    )
    lacking = [words for words in wanted if words not in policy]
    lacking += [name for name, value in RULES.items() if response.headers.get(name) != value]
    lacking += [word for word in ("unsafe-inline", "unsafe-eval") if word in policy]
    return lacking + (
        []
        if "camera=()" in response.headers.get("Permissions-Policy", "")
        else ["Permissions-Policy"]
    )


def test_every_page_without_a_key_in_its_address(client, staff):
    client.force_login(staff)
    routes = [
        route for _, route in doors(get_resolver().url_patterns) if not route.pattern.converters
    ]
    assert len(routes) > 30
    found = {str(route.pattern): faults(client.get(f"/{route.pattern}")) for route in routes}
    assert {path: lacking for path, lacking in found.items() if lacking} == {}


@pytest.mark.parametrize(
    "path",
    ["/nothing/here/", "/system/users/", "/officers/0/", "/system/imports/villages/template/"],
)
def test_refusals_and_downloads(client, staff, path):
    client.force_login(staff)
    response = client.get(path)
    assert faults(response) == []
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("method", ["get", "head", "put"])
def test_the_address_of_a_step_opened_as_a_page(client, staff, method):
    client.force_login(staff)
    response = getattr(client, method)("/officers/registrations/1/submit/")
    assert response.status_code == 405
    assert faults(response) == []
    assert response["Allow"] == "POST"


def test_a_failure(client, staff, monkeypatch):
    client.force_login(staff)
    client.raise_request_exception = False
    monkeypatch.setattr(views, "waiting_for", None)
    response = client.get("/")
    assert response.status_code == 500
    assert faults(response) == []


def test_a_host_that_is_not_ours(client):
    response = client.get("/accounts/login/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert faults(response) == []


def test_a_forged_form(staff):
    client = Client(enforce_csrf_checks=True)
    client.force_login(staff)
    response = client.post("/account/", {"full_name": "x"})
    assert response.status_code == 403
    assert faults(response) == []


def test_static_files(client, settings):
    assert finders.find("css/page.css")
    response = client.get("/static/css/page.css")
    assert faults(response) == []


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client, staff):
    staff.set_password("a-long-enough-secret-7")
    staff.save()
    client.post("/accounts/login/", {"username": "staff", "password": "a-long-enough-secret-7"})
    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
