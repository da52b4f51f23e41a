"""A body that can't be read is refused with a page, at every address: no charset and no content type ends in a failure."""

import encodings
import io
import itertools
import logging
import pkgutil
import random
from encodings.aliases import aliases
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from django.core import signals
from django.db import close_old_connections
from django.urls import URLPattern, get_resolver

from accounts.roles import Role
from accounts.tests.factories import UserFactory
from jingyan import logs
from jingyan.requests import Handler, wsgi_application
from jingyan.tests.policy import rules
from jingyan.tests.test_doors import doors
from jingyan.tests.two_towns import World, address_of, build, log_in, undone

pytestmark = pytest.mark.django_db
FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=xyz"
UTF8_NAMES = {"", "utf-8", "utf_8", "utf8", "UTF-8", '"utf-8"'}
# All that Python knows, those that turn bytes into bytes included, and names that nobody knows.
CHARSETS = sorted(
    {
        *aliases.values(),
        *(module.name for module in pkgutil.iter_modules(encodings.__path__)),
        *UTF8_NAMES,
    }
    | {
        "none",
        "GBK",
        '"gbk"',
        '"',
        "''",
        "x" * 5000,
        "a\x00b",
        "../../etc",
        "中",
        "utf-8; charset=gbk",
        "=",
        "%00",
    }
)
BODY = "full_name=张&q=".encode()
ONE_PART = b'--xyz\r\nContent-Disposition: form-data; name="full_name"\r\n\r\nx\r\n--xyz--\r\n'


def part(headers, content=b"x"):
    return b"--xyz\r\n" + headers.encode() + b"\r\n\r\n" + content + b"\r\n--xyz--\r\n"


# A content type, a body, and the length that the client names where that is not the body's.
BODIES: list[tuple[str, bytes, str | None]] = [
    (FORM, BODY, None),
    (FORM, b"%ff%fe=%00&&&==&%", None),
    (FORM, b"\xff\xfe\x00", None),
    (FORM, b"a=1&" * 2001, None),
    (FORM, BODY, "-1"),
    (FORM, BODY, "many"),
    (FORM, BODY, "9" * 5000),
    (FORM, BODY, str(len(BODY) + 1000)),
    (FORM, BODY, "3"),
    (FORM, BODY, ""),
    (f"{FORM}; charset=gbk", BODY, None),
    (f"{FORM}; charset=undefined", BODY, None),
    (f"{FORM}; charset*=base64''utf-8", BODY, None),
    (f"{FORM}; a*=nonsense''%ff", BODY, None),
    (FORM + ";a=b" * 20_000, BODY, None),
    (PARTS, ONE_PART, None),
    (PARTS, ONE_PART[:-20], None),
    (PARTS, ONE_PART, "-1"),
    (PARTS, ONE_PART, "many"),
    (PARTS, ONE_PART, "5"),
    (PARTS, b"", None),
    (PARTS, b"--xyz", None),
    (PARTS, b"\r\n" * 1000, None),
    (PARTS, part("Content-Disposition: form-data; name*=nonsense''x"), None),
    (PARTS, part("Content-Disposition: form-data; name*=base64''x"), None),
    (PARTS, part("Content-Disposition: form-data; name*=undefined''%ff"), None),
    (PARTS, part('Content-Disposition: form-data; name="file"; filename="../\x00.xlsx"'), None),
    (
        PARTS,
        part('Content-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64', b"*"),
        None,
    ),
    (
        PARTS,
        part(
            'Content-Disposition: form-data; name="a"; filename="b"\r\nContent-Transfer-Encoding: base64',
            b"*",
        ),
        None,
    ),
    (
        PARTS,
        part(
            'Content-Disposition: form-data; name="a"; filename="b"\r\nContent-Type: text/plain; charset=hex',
            b"*",
        ),
        None,
    ),
    (PARTS, part("a: " + "b" * 20_000), None),
    (PARTS, part('Content-Disposition: form-data; name="a"') * 2001, None),
    (f"{PARTS}; charset=utf-16", ONE_PART, None),
    ("multipart/form-data", ONE_PART, None),
    ("multipart/form-data; boundary=", ONE_PART, None),
    ("multipart/form-data; boundary=" + "y" * 300, ONE_PART, None),
    ("multipart/form-data; boundary=中", ONE_PART, None),
    ("multipart/form-data; boundary*=nonsense''xyz", ONE_PART, None),
    ("multipart/mixed; boundary=xyz", ONE_PART, None),
    ("application/json", b"{", None),
    ("application/json; charset=utf-32", b"[]", None),
    ("application/xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", None),
    ("text/plain", b"\x00" * 100, None),
    ("text/plain; charset=zlib", b"x", None),
    ("application/octet-stream", b"\xff" * 100, None),
    ("", BODY, None),
    (";", BODY, None),
    ("/", BODY, None),
    ("; charset=hex", BODY, None),
    ("\x00", BODY, None),
]


class Answer:
    """What came back for a request that went through the handler of the web servers, whose failures nothing hides."""

    handler: Handler | None = None

    def __init__(self, path, content_type, body, length=None, **more):
        Answer.handler = Answer.handler or wsgi_application()
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "POST",
            "REMOTE_ADDR": "127.0.0.1",
            "PATH_INFO": path,
            # A server hands headers over as Latin-1.
            "CONTENT_TYPE": content_type.encode().decode("latin-1"),
            "CONTENT_LENGTH": str(len(body)) if length is None else length,
            "wsgi.input": io.BytesIO(body),
            "HTTP_COOKIE": "csrftoken=" + "a" * 32,
            "HTTP_X_CSRFTOKEN": "a" * 32,
        } | more
        setup_testing_defaults(environ)
        response = Answer.handler(
            environ, lambda status, _headers: setattr(self, "status", int(status[:3]))
        )
        self.text = b"".join(response).decode(errors="replace")
        response.close()


@pytest.fixture(autouse=True)
def _connection_stays_open():
    """As the test client does: the transaction of a test goes on after a request."""
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (signals.request_started, signals.request_finished):
        signal.connect(close_old_connections)


def cookie_of(client):
    session = (
        f"; sessionid={client.cookies['sessionid'].value}"
        if client and "sessionid" in client.cookies
        else ""
    )
    return f"csrftoken={'a' * 32}{session}"


@pytest.mark.parametrize("is_logged_in", [False, True])
def test_a_form_in_a_charset_of_python_other_than_utf8_is_refused_with_a_page(
    client, staff, is_logged_in
):
    if is_logged_in:
        client.force_login(staff)
    addresses = itertools.cycle(["/accounts/login/", "/account/", "/nothing/here/", "/officers/"])
    deviations = []
    kinds = itertools.cycle(
        [(FORM, BODY), (PARTS, ONE_PART), (PARTS, ONE_PART), (FORM, BODY), (FORM, BODY)]
    )
    for charset, path, (kind, body) in zip(CHARSETS, addresses, kinds, strict=False):
        answer = Answer(
            path,
            f"{kind}; charset={charset}",
            body,
            QUERY_STRING="q=1",
            HTTP_COOKIE=cookie_of(client),
        )
        is_refused = charset not in UTF8_NAMES and path != "/nothing/here/"
        expected = {415} if is_refused else {200, 302, 404, 405, 415}
        # Who posts to a page without a form gets the bare answer of HTTP.
        has_page = answer.status < 400 or answer.status == 405 or "<h1>" in answer.text
        if answer.status not in expected or not has_page:
            deviations.append((path, kind[:12], charset[:20], answer.status))
    assert deviations == []


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE"])
@pytest.mark.parametrize(
    "content_type", ["text/plain; charset=base64", "text/plain; charset=utf-8", FORM]
)
def test_a_query_with_too_many_fields_is_refused_whatever_the_content_type_says(
    method, content_type
):
    for query in ("a=1&" * 2001, "a=%ff", "a=1"):
        answer = Answer(
            "/accounts/login/", content_type, b"", QUERY_STRING=query, REQUEST_METHOD=method
        )
        assert answer.status < 500, (query[:10], answer.status)


def test_a_form_without_its_token_is_refused_for_that_and_not_for_its_charset():
    answer = Answer("/account/", FORM, BODY, HTTP_X_CSRFTOKEN="")
    assert answer.status == 403
    assert "<h1>" in answer.text


def test_every_broken_body_is_refused_with_a_page(client, staff):
    client.force_login(staff)
    for path, (kind, body, length) in zip(
        itertools.cycle(["/account/", "/account/", "/nothing/here/"]), BODIES, strict=False
    ):
        answer = Answer(path, kind, body, length, HTTP_COOKIE=cookie_of(client))
        assert answer.status < 500, (path, kind[:60], body[:60], length)
        assert answer.status < 400 or "<h1>" in answer.text, (path, kind[:60], body[:60])


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Two towns, made once; what a request changes is undone after it."""
    with django_db_blocker.unblock(), undone():
        sides = build(UserFactory(role=Role.STAFF))
        yield World(sides, log_in(sides, UserFactory(role=Role.STAFF)))


def addresses_of(world):
    """Each URL, with a record of the first town in its address."""
    policy = rules()
    routes: dict[str, URLPattern] = dict(doors(get_resolver().url_patterns))
    for name, route in routes.items():
        if name == "accounts:readyz":
            continue  # Answers 503 as long as there is no worker.
        record = policy[name].record if name in policy else "-"
        row = world.sides["own"].records[record] if record != "-" else None
        yield address_of(name, route.pattern.converters, row)


@pytest.mark.parametrize("actor", ["anonymous", "staff"])
def test_no_content_type_ends_in_a_failure_at_any_address(world, actor):
    """Each address with one of the bodies, another one in every run; a failure names both."""
    cookie = cookie_of(world.clients[actor])
    bodies = itertools.islice(itertools.cycle(BODIES), random.randrange(len(BODIES)), None)
    failures = []
    for path, (kind, body, length) in zip(addresses_of(world), bodies, strict=False):
        with undone():
            status = Answer(path, kind, body, length, HTTP_COOKIE=cookie).status
        if status >= 500:
            failures.append((path, kind[:60], body[:60], length, status))
    assert failures == []


def test_a_body_that_cannot_be_read_leaves_a_short_log():
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record):
            lines.append(formatter.format(record))

    config = logs.configuration(readable=False)["formatters"]["line"]
    formatter = logs.Formatter(
        foreign_pre_chain=config["foreign_pre_chain"], processors=config["processors"]
    )
    handler = Kept()
    logging.root.addHandler(handler)
    try:
        answer = Answer("/account/", f"{FORM}; charset=gbk", BODY)
    finally:
        logging.root.removeHandler(handler)
    assert answer.status == 415
    assert sum(map(len, lines)) < 2000
