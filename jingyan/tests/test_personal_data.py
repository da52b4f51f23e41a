"""Twenty people are put through the system, rightly and wrongly; then no byte that is kept holds a number of theirs."""

import base64
import io
import logging
import os
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from accounts import jobs
from accounts.models import Job, TrailEntry, User
from jingyan.logs import Formatter
from officers import views
from officers.models import Officer
from officers.tests.factories import id_number
from officers.tests.sheets import HEAD, row

PASSWORD = "a-long-enough-secret-7"
PEOPLE = [(id_number(5100 + n), f"1769{n:02d}53817") for n in range(20)]
WRONG = [f"{number[:17]}{'1' if number[17] != '1' else '2'}" for number, _phone in PEOPLE[:3]]
REGISTRATION = {
    "political_affiliation": "masses",
    "education": "college",
    "channel": "self",
    "willing_on": "2022-01-10",
    "social_influence": "",
    "ethnicity": "",
    "position": "",
    "recommender": "",
    "batch": "",
    "credit_code": "",
    "enterprise_name": "",
    "industry": "",
}


def forms_of(text):
    """A number as it may be hidden in bytes."""
    yield from (text.encode(coding) for coding in ("utf-8", "utf-16-le", "utf-16-be"))
    yield text[::-1].encode()
    yield "".join(f"%{ord(char):02X}" for char in text).encode()
    for shift in range(3):
        # Whatever stands before it, one of three alignments is in the stored text.
        encoded = base64.b64encode(b"\0" * shift + text.encode())
        yield encoded[(shift * 8 + 5) // 6 : len(encoded) - 4]


@pytest.fixture
def log(monkeypatch):
    """All that the system logs meanwhile, in the lines in which it would be kept, whatever handlers come and go."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    config = settings.LOGGING["formatters"]["line"]
    handler.setFormatter(
        Formatter(foreign_pre_chain=config["foreign_pre_chain"], processors=config["processors"])
    )
    pass_on = logging.Logger.callHandlers

    def listen(logger, record):
        handler.handle(record)
        pass_on(logger, record)

    monkeypatch.setattr(logging.Logger, "callHandlers", listen)
    requests = logging.getLogger("django_structlog.middlewares")
    before = requests.level
    requests.setLevel(logging.INFO)
    yield stream
    requests.setLevel(before)


@pytest.fixture
def at_work(staff):
    """Staff in a browser that shows whatever comes, failures too."""
    staff.set_password(PASSWORD)
    staff.save()
    client = Client(raise_request_exception=False)
    client.post("/accounts/login/", {"username": "staff", "password": PASSWORD})
    return client


def register(client):
    """By hand: right, wrong, twice."""
    for n, (number, phone) in enumerate(PEOPLE[:6]):
        data = REGISTRATION | {"name": f"王试{n}", "id_number": number, "phone": phone}
        client.post("/officers/registrations/create/", data)
        client.post("/officers/registrations/create/", data | {"phone": "12", "willing_on": "x"})
    client.post(
        "/officers/registrations/create/",
        REGISTRATION | {"name": "王", "id_number": WRONG[0], "phone": PEOPLE[7][1]},
    )


def bring_in(client, tmp_path):
    """By workbook: with faults, then without; on the page and by the command; named after a person, too."""
    good = "\n".join([HEAD, *(row(5100 + n, phone=PEOPLE[n][1]) for n in range(6, 20))])
    bad = "\n".join(
        [
            HEAD,
            *(row(5100 + n, id_number=WRONG[n], phone=PEOPLE[n][1] + "9") for n in range(3)),
            f"{PEOPLE[4][0]},,{PEOPLE[4][1]}",
        ]
    )
    for text in (bad, good):
        name = f"{PEOPLE[5][0]} {PEOPLE[5][1]}.csv"
        staged = client.post(
            "/system/imports/officers/", {"file": SimpleUploadedFile(name, text.encode())}
        )
        client.get(staged["Location"])
        client.get(f"{staged['Location']}faults/")
        client.post(f"{staged['Location']}confirm/")
        jobs.run_due()
    path = tmp_path / "bad.csv"
    path.write_text(bad)
    with pytest.raises((CommandError, SystemExit)):
        call_command(
            "import_sheet", "officers", str(path), stdout=io.StringIO(), stderr=io.StringIO()
        )
    path.unlink()


def look_up(client):
    """By search, by address, by the number on the card; and reveal, with numbers in the reason."""
    for number, phone in PEOPLE:
        for typed in (
            number,
            phone,
            f"王 {number}",
            number[:6] + " " + number[6:14] + " " + number[14:],
        ):
            client.get("/officers/", {"q": typed})
            client.get("/system/jobs/", {"q": typed, "next": f"/officers/?q={typed}"})
        client.get(f"/officers/{number}/")
        found = client.post("/officers/find/", {"id_number": number})
        client.post(
            f"{found['Location']}reveal/", {"reason": f"核对 {phone} {number}"}
        ) if found.status_code == 302 else None
        client.get("/officers/", headers={"Referer": f"http://testserver/?q={number}"})


def fail(client, monkeypatch):
    """With exceptions that say what they stumbled over, in a view and in a job."""

    def broken(*_args, **_rest):
        number, phone = PEOPLE[9]
        raise RuntimeError(f"row ({number}, {phone}) violates\nDETAIL: Key (id)=({number})")

    with monkeypatch.context() as patch:
        patch.setattr(views.officer, "record", broken)
        for officer in Officer.objects.all()[:3]:
            assert (
                client.get(f"/officers/{officer.pk}/", {"x": PEOPLE[8][1][:-1]}).status_code == 500
            )
        patch.setitem(jobs.HANDLERS, "import_sheet", broken)
        jobs.enqueue("import_sheet", key="broken", title="x", by=User.objects.get(username="staff"))
        jobs.run_due()


def come_wrongly():
    """Failed log-ins with numbers for names and passwords, and the door that locks after them."""
    for number, phone in PEOPLE:
        for typed in (number, phone, "staff"):
            data = {"username": typed, "password": number, "next": f"/officers/?q={phone}"}
            Client().post(f"/accounts/login/?next=/officers/?q={phone}", data)


def kept_by_the_database():
    """Every byte of the file; where the database is no file, every value of every table."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            found.append(repr(cursor.fetchall()).encode())
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        found += [
            Path(name + end).read_bytes() for end in ("", "-wal") if os.path.exists(name + end)
        ]
    return b"\n".join(found)


@pytest.mark.django_db(transaction=True)
def test_no_byte_that_is_kept_holds_a_number_of_a_person(
    at_work, log, tmp_path, monkeypatch, settings
):
    register(at_work)
    bring_in(at_work, tmp_path)
    look_up(at_work)
    fail(at_work, monkeypatch)
    come_wrongly()
    assert Officer.objects.count() == 20
    assert {"import", "import_refused", "reveal", "log_in_failed", "locked_out"} <= set(
        TrailEntry.objects.values_list("act", flat=True)
    )
    sessions = repr([session.get_decoded() for session in Session.objects.all()])
    params = repr(list(Job.objects.values_list("params", "title", "error", "key")))
    files = b"".join(
        path.read_bytes() for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()
    )
    lines = log.getvalue()
    assert "request_finished" in lines
    assert "request_failed" in lines
    assert "job" in lines
    places = {
        "database": kept_by_the_database(),
        "log": lines.encode(),
        "sessions": sessions.encode(),
        "jobs": params.encode(),
        "files": files,
    }
    numbers = [text for person in PEOPLE for text in person] + WRONG
    hits = {
        (place, text[:6])
        for place, kept in places.items()
        for text in numbers
        for form in forms_of(text)
        if form in kept
    }
    assert hits == set()


def test_the_eye_is_open():
    number = PEOPLE[0][0]
    for shift in range(5):
        assert any(
            form in base64.b64encode(b"x" * shift + number.encode() + b"tail")
            for form in forms_of(number)
        )
    assert any(form in number.encode("utf-16") for form in forms_of(number))
