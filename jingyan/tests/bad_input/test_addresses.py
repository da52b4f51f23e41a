"""Hostile addresses, headers and methods on every URL: never a failure of ours, never slow, nothing typed comes back raw."""

import time
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from jingyan.tests.bad_input.posting import ROUTES, RULES, pages, visitor
from jingyan.tests.policy import OPEN
from jingyan.tests.two_towns import undone

pytestmark = pytest.mark.django_db
SECONDS = 5
SCRIPT = "<script>alert(1)</script>"
BIG = 2**63
# What a ledger reads from its address, several at once: each is read by a part of its own, and hides none of the others.
QUERIES = [
    f"q=%00&page=0&sort=password&per_page=1000000&export=exe&next=//evil.example/&name={SCRIPT}",
    "q=%ff%fe%80&page=-1&sort=-id_number&per_page=-1&_connector=OR&_negated=1&pk__gt=0",
    f"q={'长' * 3400}&page=1000000000&sort=--pk,,name&per_page=%D9%A2%D9%A5&next=javascript:alert(1)",
    f"q[]=1&q[a][b]=2&q=1&q={SCRIPT}&page=abc&sort=user__password&name__startswith=a&officer__id_number__startswith=5",
    "q=%F0%9F%98%80%E2%80%AE%EF%BB%BF&page=99999999999999999999999&sort=%00&password__startswith=a",
    f"page=%00&sort={SCRIPT}&export=xlsx%00&year=0&quarter=99999Q9&period=2022-13&place=x&date=0000-00-00",
    "page=1.5&page=last",
]
# Slow to draw, since each link of a ledger carries it on: not for all of them.
MANY = "&".join(f"a{n}=1" for n in range(1500))
# Another page hardly reads its address.
OF_ANY_PAGE = f"q=%00&q=%ff%fe%80&q={SCRIPT}&year=%00&next=javascript:alert(1)&page=-1&period=2022-13&place=x&_connector=OR"
VALUES = [
    "\0",
    "9" * 30,
    "-1",
    "2022-13-45",
    "99999-01-01",
    SCRIPT,
    "１２",
    " ",
    str(BIG),
    "\ud800".encode("utf-8", "surrogatepass"),
]
# How often each ledger's filters are asked.
TURNS = 4
ODD_KEYS = {
    "IntConverter": [0, BIG, 10**40],
    "UUIDConverter": ["00000000-0000-0000-0000-000000000000"],
}
HEADERS: list[dict[str, str]] = [
    {"Accept-Language": "x" * 5000},
    {"Accept-Language": ";q=,,*;q=9,zh-\0"},
    {"X-Forwarded-For": "evil, 999.1.1.1"},
    {"X-Forwarded-Proto": "gopher"},
    {"User-Agent": "\x01" * 2000},
    {"Referer": "\x00javascript:"},
    {"Accept": "\0"},
    {"HX-Request": "true", "HX-Target": SCRIPT, "HX-Current-URL": "::://\0"},
    {"HX-Current-URL-URI-AutoEncoded": "yes"},
    {"Cookie": "sessionid=" + "x" * 4000},
    {"Cookie": "sessionid=\0; csrftoken='\"; django_language=../../etc"},
    {"If-Modified-Since": "never"},
    {"Range": "bytes=9-1"},
    {"X-HTTP-Method-Override": "DELETE"},
]


def fault(client, method, url, **extra):
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


def test_no_query_breaks_a_page(world):
    found = []
    for turn, (name, url) in enumerate(pages(world)):
        client = visitor(world, name)
        if name in RULES and "GET" not in RULES[name].methods:
            continue
        queries = [
            *(QUERIES if name.endswith("_list") else [OF_ANY_PAGE]),
            *([MANY] if turn % 8 == 0 else []),
        ]
        found += [fault(client, "GET", f"{url}?{query}") for query in queries]
    assert [words for words in found if words] == []
    assert len(found) > 200


def test_no_value_breaks_a_filter(world):
    found = []
    lists = [(name, url) for name, url in pages(world) if name.endswith("_list")]
    for place, (name, url) in enumerate(lists):
        client = visitor(world, name)
        with undone():
            listing = (client.get(url).context or {}).get("listing")
        if listing is None or not listing.filters:
            continue
        ends = ("", "_min", "_max", "_after", "_before")
        names = [f"{field.name}{end}" for field in listing.filters.form for end in ends]
        # Fields are read one by one: in each request every field gets another value, and in each ledger others begin.
        for turn in range(place, place + TURNS):
            asked = {
                name: VALUES[(turn * 3 + number) % len(VALUES)] for number, name in enumerate(names)
            }
            found.append(fault(client, "GET", f"{url}?{urlencode(asked)}"))
    assert [words for words in found if words] == []
    assert len(found) > 60


def test_no_key_in_an_address_breaks_a_page(world):
    found, turn = [], 0
    for name, route in ROUTES.items():
        client = visitor(world, name)
        converters = route.pattern.converters
        for kwarg, converter in converters.items():
            odd = ODD_KEYS.get(type(converter).__name__, ["x" * 300, "nosuch", "0"])
            others = {key: value for key, value in sample(converters).items() if key != kwarg}
            # The routes are many of a kind: each gets the next value, read by the one method and sent by the other.
            for method in ("GET", "POST"):
                turn += 1
                url = reverse(name, kwargs={**others, kwarg: odd[turn % len(odd)]})
                found.append(fault(client, method, url))
        turn += 1
        if turn % 4 == 0:
            end = ("%00..%2f..%2fetc%2fpasswd", "%ff１/%0d%0aSet-Cookie:x=1")[turn // 4 % 2]
            found.append(fault(client, "GET", reverse(name, kwargs=sample(converters)) + end))
    assert [words for words in found if words] == []
    assert len(found) > 200


def sample(converters):
    """A value for each kwarg."""
    known = {"IntConverter": 1, "UUIDConverter": "00000000-0000-4000-8000-000000000000"}
    return {
        kwarg: known.get(type(converter).__name__, "villages")
        for kwarg, converter in converters.items()
    }


def test_no_header_breaks_a_page(world):
    found = []
    for name, url in pages(world):
        if name not in FOR_HEADERS:
            continue
        for headers in HEADERS:
            client = (
                Client(raise_request_exception=False)
                if "Cookie" in headers
                else visitor(world, name)
            )
            method = "POST" if name in RULES and "GET" not in RULES[name].methods else "GET"
            found.append(fault(client, method, url, headers=headers))
    assert [words for words in found if words] == []


# One page of each kind: what reads headers stands before all of them.
FOR_HEADERS = {
    "accounts:login",
    "accounts:set_language",
    "accounts:account",
    "reports:home",
    "officers:officer_list",
    "villages:demand_create",
    "officers:registration_submit",
    "accounts:import_template",
    "pairings:evidence_download",
}
FORM_OF_NOISE = b"\xff\xfe=\x80&%00=%00&a[]=1", "application/x-www-form-urlencoded"
BODIES = [
    (b"", "application/json"),
    (b"{", "application/json"),
    (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="\x00../a"\r\n\r\nx',
        "multipart/form-data; boundary=x",
    ),
    (b"x", "multipart/form-data"),
    (b"x", "multipart/form-data; boundary=" + "y" * 300),
    (b"<a/>", "text/xml; charset=utf-99"),
    (b"&".join(b"f%d=1" % n for n in range(2500)), "application/x-www-form-urlencoded"),
]


def test_no_body_of_a_wrong_kind_breaks_a_step(world):
    found = []
    for turn, (name, url) in enumerate(pages(world)):
        if name in RULES and "POST" not in RULES[name].methods:
            continue
        client = visitor(world, name)
        # Bodies are read before any view: the one that reads as a form goes to every view, the others take turns.
        bodies = [FORM_OF_NOISE, BODIES[turn % len(BODIES)]]
        found += [fault(client, "POST", url, data=body, content_type=kind) for body, kind in bodies]
    assert [words for words in found if words] == []


def test_no_method_breaks_a_page(world):
    methods = ("TRACE", "get", "X" * 200)
    asked = [
        (methods[turn % 3], visitor(world, name), url)
        for turn, (name, url) in enumerate(pages(world))
    ]
    found = [fault(client, method, url) for method, client, url in asked]
    assert [words for words in found if words] == []


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1:99999", "[::1", "a b", "x" * 300, "testserver@evil", ""]
)
def test_no_host_but_ours_is_answered(client, host):
    client.raise_request_exception = False
    assert client.get("/accounts/login/", headers={"Host": host}).status_code in (200, 400)
    if host == "evil.example":
        assert client.get("/accounts/login/", headers={"Host": host}).status_code == 400


def test_the_sweep_covers_every_url():
    assert set(ROUTES) == set(RULES) | set(OPEN)
    assert connection.vendor in ("sqlite", "postgresql")
