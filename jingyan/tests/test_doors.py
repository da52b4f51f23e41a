"""Every URL is either on a short open list, or asks for a permission."""

from django.apps import apps
from django.urls import URLPattern, get_resolver

from accounts.roles import MAY

# Open to everybody: the way in and out, the language, and what the machines around the system ask. Add with care.
OPEN = {
    "accounts:login",
    "accounts:login_code",
    "accounts:logout",
    "accounts:set_language",
    "accounts:set_text_size",
    "accounts:healthz",
    "accounts:readyz",
    "officers:publicity_notice",
}


def doors(patterns, namespace=""):
    """Each URL below `patterns`."""
    for entry in patterns:
        if isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", entry
        else:
            yield from doors(
                entry.url_patterns, f"{entry.namespace}:" if entry.namespace else namespace
            )


def test_every_url_asks_for_a_permission_or_is_open_on_purpose():
    unguarded = [
        name
        for name, entry in doors(get_resolver().url_patterns)
        if name not in OPEN and getattr(entry.callback, "permission", None) not in MAY
    ]
    assert unguarded == []


def test_the_open_list_names_only_urls_that_exist():
    assert {name for name, _ in doors(get_resolver().url_patterns)} >= OPEN


def test_every_url_has_a_name():
    assert [
        entry for name, entry in doors(get_resolver().url_patterns) if name.endswith("None")
    ] == []


def test_there_is_no_admin_site():
    assert not apps.is_installed("django.contrib.admin")
    assert [
        name for name, _ in doors(get_resolver().url_patterns) if name.startswith("admin:")
    ] == []
