"""Each text of one town holds a token: nobody of the other town meets it, on any page, in any list or file."""

import re
from io import BytesIO
from zipfile import ZipFile, is_zipfile

import pytest

from accounts.roles import Role
from accounts.tabs import TABS
from accounts.tests.factories import UserFactory
from jingyan.tests.policy import rules
from jingyan.tests.test_matrix import ROUTES
from jingyan.tests.two_towns import World, address_of, build, log_in, undone
from pairings.models import Attendance, Meeting, MeetingNote
from pairings.tests.factories import ActionPointFactory, MeetingFactory, PairingFactory

pytestmark = pytest.mark.django_db
PAGES = {name: rule for name, rule in rules().items() if "GET" in rule.methods and name in ROUTES}
# How one ledger is asked for: as a page, searched, as files; wherever a page knows none of it, it is the same page again.
QUERIES = (
    "",
    "?q={token}",
    "?export=csv",
    "?export=xlsx",
    "?more=1",
    "?year=2022",
    "?period=2022Q3",
    "?town={town}",
    "?village={village}",
)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The two towns; besides, a pairing of the other town's officer with our village has been proposed, never approved."""
    with django_db_blocker.unblock(), undone():
        clerk = UserFactory(role=Role.STAFF)
        sides = build(clerk)
        records, others = sides["own"].records, sides["other"].records
        PairingFactory(
            appointment=others["appointment"], officer=others["officer"], village=records["village"]
        )
        PairingFactory(
            appointment=records["appointment"],
            officer=records["officer"],
            village=others["village"],
            rejected=True,
        )
        yield World(sides, log_in(sides, UserFactory(role=Role.STAFF)))


def codes_of(side):
    """What names a side's records besides the token: codes and numbers."""
    found = {side.town.code, side.records["village"].code, side.records["officer"].officer_code}
    found |= {
        side.records["officer"].id_number,
        side.records["officer"].phone,
        side.records["officer"].id_masked,
    }
    found |= {side.records["enterprise"].credit_code}
    return found | {side.records[name].ref for name in ("contribution", "confirmed")}


def text_of(response):
    """All that a response says: its headers, its body, and what is packed inside of it."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    parts = [body, str(response.headers).encode()]
    if is_zipfile(BytesIO(body)):
        with ZipFile(BytesIO(body)) as packed:
            parts += [packed.read(name) for name in packed.namelist()]
    return b"\n".join(parts).decode("utf-8", errors="replace")


def addresses(actor, world):
    """Every page: the lists in each way, the records of both towns and one that is not there."""
    own, other = world.sides["own"], world.sides["other"]
    for name, rule in PAGES.items():
        kwargs = ROUTES[name].pattern.converters
        if rule.record != "-":
            for side in (own, other, None):
                address = address_of(name, kwargs, side.records[rule.record] if side else None)
                yield from (address + tab for tab in ("", *_tabs(name, own.records[rule.record])))
            continue
        for query in QUERIES:
            # The token itself, asked for, would come back in the search field.
            words = {
                "token": other.records["officer"].pk,
                "town": other.town.pk,
                "village": other.records["village"].pk,
            }
            yield address_of(name, kwargs, None) + query.format(**words)


def _tabs(name, row):
    """The tabs of a record's page; the page by itself opens the first one."""
    if name.endswith(f":{row._meta.model_name}_detail"):
        yield from (f"?tab={tab.key}" for tab in TABS.get(type(row), [])[1:])


def leaks(text, forbidden, allowed):
    """Which of the forbidden words a text holds, once what may stand there is taken out."""
    for words in sorted(allowed, key=len, reverse=True):
        text = text.replace(words, "")
    return {word for word in forbidden if word in text}


@pytest.mark.parametrize("actor", ["liaison", "officer"])
def test_nobody_meets_a_word_of_the_other_town(world, actor):
    other, faults, count = world.sides["other"], [], 0
    # The open demands of all villages are open to officers, with the names of village and town.
    names = (
        {other.open_demand.title, other.town.name, other.records["village"].name}
        if other.open_demand
        else set()
    )
    for url in addresses(actor, world):
        count += 1
        with undone():
            response = world.clients[actor].get(url)
            text = text_of(response)
        allowed = (
            names
            if actor == "officer" and (url.partition("?")[0] == "/" or "/villages/demands/" in url)
            else set()
        )
        found = leaks(text, {other.token} | codes_of(other), allowed)
        faults += [
            f"{response.status_code} {url}: {word} in {around(text, word)}" for word in found
        ]
    print(f"{actor}: {count} pages and files")
    assert not faults, "\n".join(faults[:40])


def test_of_a_county_meeting_a_town_reads_no_word_of_another(world):
    own, other = world.sides["own"], world.sides["other"]
    texts = dict.fromkeys(("experience", "problems", "measures", "guests"), f"{other.token}的话")
    with undone():
        meeting = MeetingFactory(
            town=None, agreed="部署重点", entered_by=UserFactory(role=Role.STAFF), **texts
        )
        for side in (own, other):
            Attendance.objects.create(meeting=meeting, officer=side.records["officer"])
            ActionPointFactory(
                meeting=meeting, title=f"{side.token}办", officer=side.records["officer"]
            )
            MeetingNote.objects.create(
                meeting=meeting,
                officer=side.records["officer"],
                mark="to_improve",
                line=f"{side.token}评",
            )
        Meeting.objects.filter(pk=meeting.pk).update(state=Meeting.State.CLOSED)
        client, detail = world.clients["liaison"], f"/meetings/{meeting.pk}/"
        pages = (
            detail,
            "/meetings/?year=2022",
            "/meetings/points/",
            "/meetings/points/?export=csv",
            f"{detail}demand/",
        )
        told = {page: text_of(client.get(page)) for page in pages}
        assert all(
            words in told[detail]
            for words in ("部署重点", f"{own.token}办", str(own.records["officer"]))
        )
        secret = {other.token} | codes_of(other)
        assert [
            (page, leaks(text, secret, set()))
            for page, text in told.items()
            if leaks(text, secret, set())
        ] == []


def around(text, word):
    """The place where a word was found."""
    at = text.find(word)
    return re.sub(r"\s+", " ", text[max(0, at - 80) : at + 60])


def test_the_canary_sings_for_those_who_see_everything(world):
    other = world.sides["other"]
    silent = []
    for name in (
        "villages:village_list",
        "officers:officer_list",
        "pairings:contribution_list",
        "pairings:meeting_list",
    ):
        with undone():
            query = "?year=2022" if "meeting" in name else ""
            text = text_of(world.clients["staff"].get(address_of(name, [], None) + query))
        if other.token not in text:
            silent.append(name)
    assert silent == []
