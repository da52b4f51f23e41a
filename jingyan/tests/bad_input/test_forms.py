"""Hostile posts to every form and every step: refused with a message, nothing written, no number of a person told again."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import escape

from jingyan.tests.bad_input.posting import RULES, PageForm, forms, read, visitor
from jingyan.tests.bad_input.watching import watched
from officers.tests.factories import credit_code, id_number

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"
VALUES = [
    "\0",
    "甲\0乙\x1b[0m",
    "甲\u202e\ufeff😀\u200b",
    "长" * 100_000,
    "-1",
    "9" * 30,
    str(2**63),
    "1e400",
    "NaN",
    "abc",
    SCRIPT,
    "2022-13-45",
    "99999-01-01",
    "[]",
    "٣",
    " ",
    "\ud800".encode(errors="surrogatepass"),
]
# How many of them each field of a form gets while all its fields are odd, each in another way; forms begin at another one.
TURNS = 3
ID_NUMBER, PHONE = id_number(7_777), "13812345678"
PERSONAL = f"张三 {ID_NUMBER} {PHONE}"
MANY = "&".join(f"f{number}=1" for number in range(2001))
# What is open to everybody.
DOORS = {
    "/accounts/login/": ("username", "password", "next"),
    "/accounts/login/code/": ("code", "next"),
    "/i18n/setlang/": ("language", "next"),
    "/look/text-size/": ("size", "next"),
}
OFFERED = ("select", "checkbox", "radio")
# Nobody may decide these by sending them along.
SMUGGLED = {
    "_connector": "OR",
    "pk": "1",
    "id": "1",
    "state": "active",
    "created_by": "1",
    "is_superuser": "on",
    "role": "leader",
}
UNSEEN = re.compile("[\0\x1b\u202e\ufeff\u200b]")
VALID = {
    "text": "甲",
    "textarea": "甲",
    "number": "1",
    "date": "2026-11-20",
    "checkbox": "on",
    "submit": "1",
    "select": "1",
    "id_number": id_number(7_778),
    "phone": "13912345678",
    "credit_code": credit_code(7_779),
    "name": "王小明",
    "amount": "12",
    "amount_1": "12",
    "budget": "12",
    "share": "100",
    "password": "jingyan-demo-2022",
}


def whole(form):
    """The form as somebody fills it in who has read it."""
    found = {}
    for name, control in form.fields.items():
        if control.kind != "file":
            offered = next((value for value in control.options if value), "")
            found[name] = (
                control.value or offered or VALID.get(name) or VALID.get(control.kind, "1")
            )
    return found


def posts(form, turn):
    """What is sent to one form. A field is read by itself, so that in one post each is odd in another way."""
    names = [name for name in form.fields if name not in ("csrfmiddlewaretoken", "next")]
    texts = [name for name in names if form.fields[name].kind in ("text", "textarea", "number")]
    good = whole(form)
    for step in range(TURNS if form.is_page else 1):
        yield {
            name: VALUES[(turn + step * 3 + place) % len(VALUES)]
            for place, name in enumerate(names)
        }
    # Where all else is in order, what is odd comes as far as the action.
    for start in range(3 if form.is_page else 1):
        odd = {
            name: VALUES[(turn + place) % len(VALUES)]
            for place, name in enumerate(texts)
            if place % 3 == start
        }
        yield {
            **good,
            **SMUGGLED,
            "next": "甲",
            **{name: [value, value] for name, value in odd.items()},
        }
    if form.is_page:
        yield {**good, **dict.fromkeys(texts, SCRIPT)}
        yield {
            name: SimpleUploadedFile("../a\0.svg", b"<svg onload=alert(1)>") for name in names[:20]
        }


def personal(form):
    """The form with a person's numbers in every control, and with faults in all that holds none."""
    names = [name for name in form.fields if name not in ("csrfmiddlewaretoken", "next", "seen")]
    texts = {name: PERSONAL for name in names if form.fields[name].kind in ("text", "textarea")}
    yield {**whole(form), **dict.fromkeys(names, PERSONAL)}
    yield {**whole(form), **dict.fromkeys(names, "x"), **texts}


def wrong(response, written):
    """What is wrong with an answer, "" where nothing is."""
    page = "" if response.streaming else response.content.decode(errors="replace")
    if response.status_code >= 500:
        return str(response.status_code)
    if written.refused:
        return written.refused
    errors = errors_of(response)
    refused = response.status_code >= 400 or bool(errors)
    if refused and written.statements:
        return f"{response.status_code}, yet {written.statements[0][0][:80]}"
    if (
        response.status_code >= 400
        and "<main" not in page
        and "json" not in response["Content-Type"]
    ):
        return f"{response.status_code} without a page"
    untold = [error for error in errors if escape(error) not in page]
    if untold and any(f'name="{field.html_name}"' in page for field in response.context["form"]):
        return f"not told: {untold[0]}"
    return "echoed" if SCRIPT in page else stored(written)


def told(form, response):
    """Where a page tells a number that was typed, outside of the control that it was typed into."""
    if response.streaming or (response.status_code < 300 and not errors_of(response)):
        return ""
    said = " ".join(" ".join(read(form.action, response.content).said).split())
    found = max(said.find(ID_NUMBER), said.find(PHONE))
    return said[max(found - 90, 0) :][:140] if found >= 0 else ""


def stored(written):
    """What nobody meant to keep."""
    for sql, params in written.statements:
        for value in params if isinstance(params, list | tuple) else ():
            if isinstance(value, str) and (UNSEEN.search(value) or len(value) > 5_000):
                return f"kept {value[:20]!r} ({len(value)}): {sql[:60]}"
    return ""


def errors_of(response):
    """What the form of a page finds fault with."""
    form = (getattr(response, "context", None) or {}).get("form")
    return [text for _id, _label, text in form.faults] if getattr(form, "is_bound", False) else []


@pytest.fixture(scope="module")
def shown(world):
    """Every URL that is posted to, with its form."""
    return forms(world)


def test_no_post_breaks_a_form(world, shown):
    found, count = [], 0
    for turn, (name, form) in enumerate(shown.items()):
        client = visitor(world, name)
        for body in posts(form, turn):
            count += 1
            with watched() as written:
                problem = wrong(client.post(form.action, body), written)
            if problem:
                found.append(f"{name} {str(body)[:60]}: {problem}")
    assert found == [], f"{len(found)} of {count}:\n" + "\n".join(found)
    assert count > 500


def test_no_fault_tells_a_number_of_a_person(world, shown):
    found = []
    for name, form in shown.items():
        client = visitor(world, name)
        for body in personal(form) if form.is_page else list(personal(form))[:1]:
            with watched():
                response = client.post(form.action, body)
                if words := told(form, response):
                    found.append(f"{name}: {words}")
    assert found == [], "\n".join(found)


def test_no_key_of_another_town_is_taken(world, shown):
    """Whatever a liaison chooses from: the other town's is on no offer, and nothing is written for it."""
    theirs = {kind: str(row.pk) for kind, row in world.sides["other"].records.items()} | {
        "town": str(world.sides["other"].town.pk)
    }
    theirs |= {"demands": theirs["demand"], "home_town": theirs["town"]}
    client, found, count = world.clients["liaison"], [], 0
    for name, form in shown.items():
        chosen = {
            field: theirs[field]
            for field, one in form.fields.items()
            if field in theirs and one.kind in OFFERED
        }
        if "l" not in RULES[name].roles or not chosen:
            continue
        for control, key in chosen.items():
            count += 1
            with watched() as written:
                response = client.post(form.action, {**whole(form), control: key})
            if problem := wrong(response, written) or (
                written.statements and f"{written.statements[0]}"
            ):
                found.append(f"{name} {control}={key}: {problem[:300]}")
    assert found == []
    assert count > 5


def test_nothing_typed_at_the_door_breaks_it(world):
    found = []
    for value in [*VALUES, PERSONAL]:
        for url, names in DOORS.items():
            client = Client(raise_request_exception=False)
            with watched() as written:
                response = client.post(url, dict.fromkeys(names, value))
                problem = wrong(response, written) or told(PageForm(url), response)
            if problem or written.statements:
                found.append(f"{url} {value!r:.40}: {problem or written.statements}")
    assert found == []


def test_what_no_form_sends_is_not_read(world, shown):
    """Thousands of fields, or a form without its token: refused before any view, by a page of ours, and nothing written."""
    found = []
    for turn, (name, form) in enumerate(shown.items()):
        # The same stands before all of them.
        if turn % 3 and not form.is_page:
            continue
        # What isn't there, or asks by its address first, doesn't read what is sent.
        cases: list[tuple[str, set[int]]] = [("f=1", {403}), (MANY, {413, 404, 409, 200})]
        for body, statuses in cases if form.is_page else cases[:1]:
            client = visitor(world, name)
            client.handler.enforce_csrf_checks = statuses == {403}
            with watched() as written:
                response = client.post(
                    form.action, body, content_type="application/x-www-form-urlencoded"
                )
            if (
                response.status_code not in statuses
                or written.statements
                or "<main" not in response.content.decode()
            ):
                found.append(f"{name}: {response.status_code}")
    assert found == []
