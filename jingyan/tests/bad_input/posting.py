"""Who posts what to which URL: the forms as their pages show them, read as a browser reads them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client
from django.urls import URLPattern, get_resolver

from jingyan.forms import HouseStyle
from jingyan.tests.policy import rules
from jingyan.tests.test_doors import doors
from jingyan.tests.two_towns import World, address_of, undone

ROUTES: dict[str, URLPattern] = dict(doors(get_resolver().url_patterns))
RULES = rules()
ACTORS = (("s", "staff"), ("l", "liaison"), ("a", "administrator"), ("d", "leader"))
# What a step reads from the post without a form class.
READ = re.compile(r'POST(?:\.get(?:list)?\(|\[)"(\w+)"|"(\w+)" in request\.POST')


@dataclass(frozen=True)
class Field:
    """One control of a form: its kind ("text", "date", "select" …), what it holds, and what it offers."""

    kind: str
    value: str = ""
    options: tuple[str, ...] = ()


@dataclass
class PageForm:
    """A form as a page shows it: where it is sent, and its controls by name."""

    action: str
    fields: dict[str, Field] = field(default_factory=dict)
    # Whether the URL shows the form itself; another is a step, a button of some page.
    is_page: bool = False

    @property
    def filled(self) -> dict[str, str]:
        """What a browser sends where nobody touches anything."""
        return {
            name: control.value
            for name, control in self.fields.items()
            if control.kind != "file" and control.value
        }


class Reader(HTMLParser):
    """The forms of a page, and `said`: its text, without the content of controls."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.forms: list[PageForm] = []
        self.said: list[str] = []
        self._select: list[str] = []
        self._chosen = self._area = self._typed = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Record a form, or a control of the current form."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(PageForm(given.get("action") or self.url))
        elif tag == "select":
            self._select = [given.get("name", "")]
            self._chosen = ""
        elif tag == "option" and self._select:
            self._select.append(given.get("value", ""))
            self._chosen = given.get("value", "") if "selected" in given else self._chosen
        elif tag == "textarea":
            self._area, self._typed = given.get("name", ""), ""
        elif tag in ("input", "button"):
            self._keep_input(tag, given)

    def handle_endtag(self, tag: str) -> None:
        """A select is complete."""
        if tag == "select" and self._select:
            name, *options = self._select
            self._keep(name, Field("select", self._chosen, tuple(options)))
            self._select = []
        elif tag == "textarea":
            self._keep(self._area, Field("textarea", self._typed.strip()))
            self._area = ""

    def handle_data(self, data: str) -> None:
        """Words of the page; those of a control are what was typed."""
        if self._area:
            self._typed += data
        elif not self._select:
            self.said.append(data)

    def _keep_input(self, tag: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text" if tag == "input" else "submit")
        if kind in ("checkbox", "radio") and "checked" not in given:
            given["value"] = ""
        self._keep(given.get("name", ""), Field(kind, given.get("value", "")))

    def _keep(self, name: str, control: Field) -> None:
        if self.forms and name and (control.value or name not in self.forms[-1].fields):
            self.forms[-1].fields[name] = control


def read(url: str, content: bytes) -> Reader:
    """A page, read."""
    reader = Reader(url)
    reader.feed(content.decode(errors="replace"))
    return reader


def visitor(world: World, name: str) -> Client:
    """Somebody for whom the page is; staff and liaison see most."""
    roles = RULES[name].roles if name in RULES else "s"
    actor = next(actor for letter, actor in ACTORS if letter in roles)
    client = Client(raise_request_exception=False)
    client.cookies.update(world.clients[actor].cookies)
    return client


def pages(world: World, side: str = "own") -> Iterator[tuple[str, str]]:
    """Each URL with an address that exists."""
    for name, route in ROUTES.items():
        rule = RULES.get(name)
        row = world.sides[side].records[rule.record] if rule and rule.record != "-" else None
        yield name, address_of(name, route.pattern.converters, row)


def forms(world: World) -> dict[str, PageForm]:
    """Every URL that is posted to → its form, as some page shows it; where none does, what its view reads."""
    shown: dict[str, PageForm] = {}
    for name, url in pages(world):
        if name in RULES and "GET" in RULES[name].methods:
            with undone():
                response = visitor(world, name).get(url)
            if response.status_code == 200 and not response.streaming:
                for form in read(url, response.content).forms:
                    shown.setdefault(urlsplit(form.action).path, form)
    found = {}
    for name, url in pages(world):
        if name in RULES and "POST" in RULES[name].methods:
            found[name] = shown.get(url) or PageForm(
                url, dict.fromkeys(read_by_views(), Field("text"))
            )
            found[name].action, found[name].is_page = url, "GET" in RULES[name].methods
    return found


@cache
def read_by_views() -> tuple[str, ...]:
    """The names that any form of ours has, and those that steps without a form class read."""
    paths = (
        path
        for pattern in ("*/views*.py", "*/views/*.py", "accounts/*.py")
        for path in settings.BASE_DIR.glob(pattern)
    )
    read = {first or second for path in paths for first, second in READ.findall(path.read_text())}
    return tuple(
        sorted(
            read | {name for form in kinds(HouseStyle) for name in getattr(form, "base_fields", ())}
        )
    )


def kinds(form: type[Any]) -> Iterator[type[Any]]:
    """All classes below a class."""
    for kind in form.__subclasses__():
        yield kind
        yield from kinds(kind)
