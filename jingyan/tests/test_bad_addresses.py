"""Hostile addresses, headers and methods on every URL: never a failure of ours, never slow, nothing typed comes back raw."""

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from accounts.roles import Role
from accounts.tests.factories import UserFactory
from jingyan.tests.policy import OPEN, rules
from jingyan.tests.test_doors import doors
from jingyan.tests.two_towns import World, address_of, build, log_in, undone

pytestmark = pytest.mark.django_db
ROUTES: dict[str, URLPattern] = dict(doors(get_resolver().url_patterns))
RULES = rules()
SECONDS = 5
SCRIPT = "<script>alert(1)</script>"
BIG = 2**63
QUERIES = [
    "q=%00", "q=%ff%fe%80", f"q={'长' * 3400}", "q[]=1&q[a][b]=2&q=1&q=2", "_connector=OR", "_negated=1&pk__gt=0",
    "name__startswith=a&officer__id_number__startswith=5&password__startswith=a", "q=%F0%9F%98%80%E2%80%AE%EF%BB%BF",
    "page=0", "page=-1", "page=1000000000", "page=abc", "page=99999999999999999999999", "page=%00", "page=1.5&page=last",
    "sort=password", "sort=-id_number", "sort=--pk,,name", "sort=user__password", "sort=%00", f"sort={SCRIPT}",
    "per_page=1000000", "per_page=-1", "per_page=%D9%A2%D9%A5", "export=exe", "export=xlsx%00", "next=//evil.example/",
    "next=javascript:alert(1)", f"q={SCRIPT}", "year=0&quarter=99999Q9&period=2022-13&place=x&date=0000-00-00",
    "&".join(f"a{n}=1" for n in range(1500)),
]  # fmt: skip
OF_ANY_PAGE = ["q=%00&q=%ff%fe%80&year=%00", QUERIES[-2], "next=javascript:alert(1)&page=-1"]
VALUES = [
    "\0",
    "9" * 30,
    "-1",
    "0",
    "abc",
    "2022-13-45",
    "99999-01-01",
    SCRIPT,
    "１２",
    " ",
    str(BIG),
    "\ud800".encode("utf-8", "surrogatepass"),
]
HEADERS: list[dict[str, str]] = [
    {"Accept-Language": "x" * 5000}, {"Accept-Language": ";q=,,*;q=9,zh-\0"}, {"X-Forwarded-For": "evil, 999.1.1.1"},
    {"X-Forwarded-Proto": "gopher"}, {"User-Agent": "\x01" * 2000}, {"Referer": "\x00javascript:"}, {"Accept": "\0"},
    {"HX-Request": "true", "HX-Target": SCRIPT, "HX-Current-URL": "::://\0"}, {"HX-Current-URL-URI-AutoEncoded": "yes"},
    {"Cookie": "sessionid=" + "x" * 4000}, {"Cookie": "sessionid=\0; csrftoken='\"; django_language=../../etc"},
    {"If-Modified-Since": "never"}, {"Range": "bytes=9-1"}, {"X-HTTP-Method-Override": "DELETE"},
]  # fmt: skip


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The two towns, made once; what a request changes is undone after it."""
    with django_db_blocker.unblock(), undone():
        clerk, staff = UserFactory(role=Role.STAFF), UserFactory(role=Role.STAFF)
        yield World(sides := build(clerk), log_in(sides, staff))


def visitor(world: World, name: str) -> Client:
    """Somebody for whom the page is; staff and liaison see most."""
    roles = RULES[name].roles if name in RULES else "s"
    actor = next(
        actor
        for letter, actor in (("s", "staff"), ("l", "liaison"), ("a", "administrator"), ("d", "leader"))
        if letter in roles
    )
    client = Client(raise_request_exception=False)
    client.cookies.update(world.clients[actor].cookies)
    return client


def pages(world: World) -> Iterator[tuple[str, str]]:
    """Each URL with an address that exists."""
    for name, route in ROUTES.items():
        rule = RULES.get(name)
        row = world.sides["own"].records[rule.record] if rule and rule.record != "-" else None
        yield name, address_of(name, route.pattern.converters, row)


def fault(client: Client, method: str, url: str, **extra: Any) -> str:
    """What is wrong with the answer, "" where nothing is."""
    began = time.perf_counter()
    with undone():
        response = client.generic(method, url, **extra)
        body = b"" if response.streaming else response.content
    took = time.perf_counter() - began
    shown = f"{method} {url[:90]} {str(extra)[:80]}"
    if response.status_code >= 500 and "readyz" not in url:
        return f"{shown}: {response.status_code}"
    if SCRIPT.encode() in body:
        return f"{shown}: echoed"
    return f"{shown}: {took:.1f} s" if took > SECONDS else ""


def test_no_query_breaks_a_page(world: World) -> None:
    found = []
    for name, url in pages(world):
        client = visitor(world, name)
        if name in RULES and "GET" not in RULES[name].methods:
            continue
        # A ledger reads its address; another page hardly does.
        queries = QUERIES if name.endswith("_list") else OF_ANY_PAGE
        found += [fault(client, "GET", f"{url}?{query}") for query in queries]
    assert [words for words in found if words] == []
    assert len(found) > 300


def test_no_value_breaks_a_filter(world: World) -> None:
    found = []
    for name, url in pages(world):
        if not name.endswith("_list"):
            continue
        client = visitor(world, name)
        with undone():
            listing = (client.get(url).context or {}).get("listing")
        if listing is None or not listing.filters:
            continue
        ends = ("", "_min", "_max", "_after", "_before")
        names = [f"{field.name}{end}" for field in listing.filters.form for end in ends]
        found += [fault(client, "GET", f"{url}?{urlencode(dict.fromkeys(names, value))}") for value in VALUES]
    assert [words for words in found if words] == []
    assert len(found) > 100


def test_no_key_in_an_address_breaks_a_page(world: World) -> None:
    found = []
    for name, route in ROUTES.items():
        client = visitor(world, name)
        converters = route.pattern.converters
        for kwarg, converter in converters.items():
            kind = type(converter).__name__
            odd = {
                "IntConverter": [0, BIG, 10**40],
                "UUIDConverter": ["00000000-0000-0000-0000-000000000000"],
            }
            others = {key: value for key, value in sample(converters).items() if key != kwarg}
            for value in odd.get(kind, ["x" * 300, "nosuch", "0"]):
                url = reverse(name, kwargs={**others, kwarg: value})
                found += [fault(client, method, url) for method in ("GET", "POST")]
        url = reverse(name, kwargs=sample(converters))
        for end in ("%00..%2f..%2fetc%2fpasswd", "%ff１/%0d%0aSet-Cookie:x=1"):
            found.append(fault(client, "GET", url + end))
    assert [words for words in found if words] == []
    assert len(found) > 300


def sample(converters: Any) -> dict[str, Any]:
    """A value for each kwarg."""
    known = {"IntConverter": 1, "UUIDConverter": "00000000-0000-4000-8000-000000000000"}
    return {kwarg: known.get(type(converter).__name__, "villages") for kwarg, converter in converters.items()}


def test_no_header_breaks_a_page(world: World) -> None:
    found = []
    for name, url in pages(world):
        if name not in FOR_HEADERS:
            continue
        for headers in HEADERS:
            client = Client(raise_request_exception=False) if "Cookie" in headers else visitor(world, name)
            method = "POST" if name in RULES and "GET" not in RULES[name].methods else "GET"
            found.append(fault(client, method, url, headers=headers))
    assert [words for words in found if words] == []


# One page of each kind: what reads headers stands before all of them.
FOR_HEADERS = {
    "accounts:login", "accounts:set_language", "accounts:account", "reports:home", "officers:officer_list", "villages:demand_create",
    "officers:registration_submit", "accounts:import_template", "pairings:evidence_download",
}  # fmt: skip
BODIES = [
    (b"", "application/json"), (b"{", "application/json"), (b"\xff\xfe=\x80&%00=%00&a[]=1", "application/x-www-form-urlencoded"),
    (b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\x00../a\"\r\n\r\nx", "multipart/form-data; boundary=x"),
    (b"x", "multipart/form-data"), (b"x", "multipart/form-data; boundary=" + "y" * 300), (b"<a/>", "text/xml; charset=utf-99"),
    (b"&".join(b"f%d=1" % n for n in range(2500)), "application/x-www-form-urlencoded"),
]  # fmt: skip


def test_no_body_of_a_wrong_kind_breaks_a_step(world: World) -> None:
    found = []
    for name, url in pages(world):
        if name in RULES and "POST" not in RULES[name].methods:
            continue
        client = visitor(world, name)
        found += [fault(client, "POST", url, data=body, content_type=kind) for body, kind in BODIES]
    assert [words for words in found if words] == []


@pytest.mark.parametrize("method", ["TRACE", "get", "X" * 200])
def test_no_method_breaks_a_page(world: World, method: str) -> None:
    found = [fault(visitor(world, name), method, url) for name, url in pages(world)]
    assert [words for words in found if words] == []


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:99999", "[::1", "a b", "x" * 300, "testserver@evil", ""])
def test_no_host_but_ours_is_answered(client: Client, host: str) -> None:
    client.raise_request_exception = False
    assert client.get("/accounts/login/", headers={"Host": host}).status_code in (200, 400)
    if host == "evil.example":
        assert client.get("/accounts/login/", headers={"Host": host}).status_code == 400


def test_the_sweep_covers_every_url() -> None:
    assert set(ROUTES) == set(RULES) | set(OPEN)
    assert connection.vendor in ("sqlite", "postgresql")
