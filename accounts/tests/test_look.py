"""Large text: a switch that works before log-in, stays on the page and is kept on the device."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db
SWITCH = reverse("accounts:set_text_size")


def test_large_text_stays_on_the_page_and_on_the_device(client, staff):
    client.force_login(staff)
    answer = client.post(SWITCH, {"size": "large", "next": "/account/?a=1"})
    assert answer.url == "/account/?a=1"
    assert 'class="large-text"' in client.get("/account/").text
    client.post(SWITCH, {"size": "usual", "next": "/account/"})
    assert 'class="large-text"' not in client.get("/account/").text


def test_large_text_needs_no_log_in_and_leads_nowhere_else(client):
    assert client.post(SWITCH, {"size": "large", "next": "https://example.org/"}).url == "/"
    assert 'class="large-text"' in client.get("/accounts/login/").text


def test_the_language_switch_stays_on_the_page(client, staff):
    client.force_login(staff)
    page = client.get("/account/?a=1").text
    assert 'name="next" value="/account/?a=1"' in page
    answer = client.post(
        reverse("accounts:set_language"), {"language": "en", "next": "/account/?a=1"}
    )
    assert answer.url == "/account/?a=1"
    assert '<html lang="en"' in client.get("/account/").text
