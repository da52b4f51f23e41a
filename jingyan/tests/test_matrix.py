"""Every URL × every method × everybody × whose record: what comes of it is what the policy says."""

import re
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.template import TemplateDoesNotExist
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.views import defaults

from accounts.models import User
from accounts.roles import Role
from accounts.tests.factories import UserFactory
from jingyan import error_pages
from jingyan.tests.policy import ACTORS, OPEN, rules
from jingyan.tests.test_doors import doors
from jingyan.tests.two_towns import World, address_of, build, log_in, undone

pytestmark = pytest.mark.django_db
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
SCOPES = ("own", "other", "missing")
WRITES = re.compile(r"^(INSERT|UPDATE|DELETE|REPLACE)", re.IGNORECASE)
# That somebody is still there is written down with whatever they ask for.
PRESENCE = re.compile(r'"django_session"|UPDATE "accounts_visit" SET "seen_at"')
RULES = rules()
ROUTES: dict[str, URLPattern] = dict(doors(get_resolver().url_patterns))


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The two towns, made once; what a request changes is undone after it."""
    with django_db_blocker.unblock(), undone():
        clerk, staff = UserFactory(role=Role.STAFF), UserFactory(role=Role.STAFF)
        sides = build(clerk)
        yield World(sides, log_in(sides, staff))


@pytest.fixture(autouse=True)
def plain_refusals(monkeypatch):
    """Refusals as bare as Django makes them: this is about who is refused, and there are thousands."""

    def none(*_):
        raise TemplateDoesNotExist("left out")

    monkeypatch.setattr(defaults, "loader", SimpleNamespace(get_template=none))
    monkeypatch.setattr(error_pages, "wrong_method", lambda request: HttpResponse(status=405))


def outcome(response):
    """What came of a request, in the words of the policy."""
    if response.status_code == 302 and response["Location"].startswith(
        resolve_url(settings.LOGIN_URL)
    ):
        return "log_in"
    named = {403: "forbidden", 404: "missing", 405: "method"}
    return named.get(response.status_code) or (
        "open" if response.status_code in (200, 302, 400, 409) else "broken"
    )


def cells(world):
    """All that there is to try for one: the rule, the method, whose record, and the address."""
    for name, rule in RULES.items():
        if name not in ROUTES:
            continue  # Another test names what is gone.
        kwargs = ROUTES[name].pattern.converters
        for scope in SCOPES if rule.record != "-" else ("-",):
            side = world.sides.get(scope)
            url = address_of(
                name, kwargs, side.records[rule.record] if side and rule.record != "-" else None
            )
            for method in METHODS:
                yield rule, method, scope, url


def call(world, actor, method, url):
    """What comes of a request, and the writes that it made to the database; they are undone."""
    written: list[str] = []

    def watch(execute, sql, *rest):
        if WRITES.match(sql) and not PRESENCE.search(sql):
            written.append(sql)
        return execute(sql, *rest)

    with undone(), connection.execute_wrapper(watch):
        return outcome(world.clients[actor].generic(method, url)), written


@pytest.mark.parametrize("actor", ACTORS)
def test_each_cell_of_the_matrix_comes_out_as_the_policy_says(world, actor, record_property):
    faults, count = [], 0
    for rule, method, scope, url in cells(world):
        count += 1
        expected = rule.outcome(actor, method, scope)
        found, written = call(world, actor, method, url)
        if found != expected:
            faults.append(
                f"{actor} {method} {rule.name} ({scope}): {found}, the policy says {expected}"
            )
        elif expected != "open" and written:
            faults.append(f"{actor} {method} {rule.name} ({scope}): refused, yet {written[0][:60]}")
    record_property("cells", count)
    print(f"{actor}: {count} cells")
    assert not faults, f"{len(faults)} of {count} cells differ:\n" + "\n".join(faults[:60])


def as_actor(world, actor):
    """A client of its own, since coming and going changes it."""
    client = Client()
    if actor != "anonymous":
        client.cookies.update(world.clients[actor].cookies)
    return client


@pytest.mark.parametrize("actor", ACTORS)
def test_what_is_open_answers_everybody_alike(world, actor):
    for name, allowed in OPEN.items():
        for method in METHODS:
            with undone():
                url = address_of(name, ROUTES[name].pattern.converters, None)
                status = as_actor(world, actor).generic(method, url).status_code
            assert status in allowed.get(method, allowed["*"]), (name, method, status)


# Where Django's admin site would be, the log-in page and the accounts with it.
ADMIN_SITE = (
    "/admin/",
    "/admin/login/",
    "/admin/logout/",
    "/admin/accounts/",
    "/admin/accounts/user/",
    "/admin/accounts/user/1/change/",
    "/admin/accounts/user/1/password/",
    "/admin/accounts/town/add/",
    "/admin/jsi18n/",
    "/admin/nothing/here/",
)


@pytest.mark.parametrize("actor", ACTORS)
def test_there_is_no_admin_site_for_anybody(world, actor):
    for url in ADMIN_SITE:
        for method in METHODS:
            with undone():
                status = as_actor(world, actor).generic(method, url).status_code
            assert status == 404, (method, url)


@pytest.mark.parametrize("actor", ACTORS[1:])
def test_nobody_changes_their_own_role_by_any_page_of_accounts(world, actor):
    client = world.clients[actor]
    own = User.objects.get(pk=client.session["_auth_user_id"])
    data = {
        "username": own.username,
        "full_name": own.full_name,
        "town": own.town_id or "",
        "is_active": "on",
    }
    for role in Role:
        for url in ("/account/", f"/system/users/{own.pk}/"):
            with undone():
                client.post(url, data | {"role": role, "is_staff": "on", "is_superuser": "on"})
                assert User.objects.get(pk=own.pk).role == own.role, (url, role)


def test_the_policy_names_every_url():
    undeclared = sorted(ROUTES.keys() - RULES.keys() - OPEN.keys())
    paste = "\n".join(f"{name:40}{suggested(ROUTES[name])}" for name in undeclared)
    assert not undeclared, (
        f"Paste into TABLE of jingyan/tests/policy.py, after thinking over each word:\n{paste}"
    )


def test_the_policy_names_nothing_that_is_gone():
    assert sorted((RULES.keys() | OPEN.keys()) - ROUTES.keys()) == []


def test_every_kwarg_has_a_sample():
    for name in RULES.keys() & ROUTES.keys():
        address_of(name, ROUTES[name].pattern.converters, None)


def suggested(route):
    """A line to begin with: methods and roles to be filled in, the record by the first word of the name."""
    record = str(route.name).split("_")[0] if "pk" in route.pattern.converters else "-"
    return f"<R, F or P>  <roles out of asldou>  {record}"
