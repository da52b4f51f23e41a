"""What the county held for the programme: when, where, who came, with photos and documents."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from PIL import Image

from accounts.models import TrailEntry
from officers.models import EventFile, ProgrammeEvent
from officers.tests.factories import (
    AppointmentFactory,
    EventFactory,
    EventFileFactory,
    OfficerFactory,
)

pytestmark = pytest.mark.django_db
READERS = ("staff", "leader", "liaison", "auditor", "officer_user")
EVENT = {
    "kind": "launch",
    "title": "“特聘村官”启动会",
    "held_on": "2022-01-14",
    "place": "县会议中心",
    "summary": "颁发聘书。",
    "others": "县委统战部、县工商联",
}


def photo(name="合影.jpg"):
    content = BytesIO()
    Image.new("RGB", (40, 30), "red").save(content, "JPEG")
    return SimpleUploadedFile(name, content.getvalue())


def page_of(event):
    return reverse("officers:event_detail", args=[event.pk])


def test_an_event_is_recorded_in_one_form_with_people_photos_and_a_document(as_role):
    present, absent = (AppointmentFactory(active=True).officer for _ in range(2))
    OfficerFactory(name="未聘任")
    url = reverse("officers:event_create")
    form = as_role("staff").get(url).context["form"]
    assert set(form.fields["attendees"].queryset) == {present, absent}
    files = [photo(), SimpleUploadedFile("会议方案.pdf", b"%PDF-1.7 x")]
    done = as_role("staff").post(url, EVENT | {"attendees": [present.pk], "uploads": files})
    event = ProgrammeEvent.objects.get()
    assert done.url == page_of(event)
    assert list(event.attendees.all()) == [present]
    assert set(event.files.values_list("name", flat=True)) == {"合影.jpg", "会议方案.pdf"}
    page = as_role("staff").get(page_of(event)).text
    assert all(
        word in page for word in (present.name, "县工商联", "合影.jpg", "会议方案.pdf", "?small=1")
    )
    as_role("staff").post(url, EVENT | {"title": "座谈会", "everybody": "on"})
    assert set(ProgrammeEvent.objects.get(title="座谈会").attendees.all()) == {present, absent}
    assert list(TrailEntry.objects.of(event).values_list("act", flat=True)).count("attach") == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"held_on": "2199-01-01"}, "held_on"),
        ({"title": ""}, "title"),
        ({"kind": "banquet"}, "kind"),
        ({"attendees": ["987654"]}, "attendees"),
        ({"uploads": SimpleUploadedFile("病毒.exe", b"MZ")}, "uploads"),
        ({"title": "已有的会"}, "title"),
    ],
)
def test_an_error_is_shown_at_its_field_and_nothing_is_saved(changes, field, as_role):
    EventFactory(title="已有的会", held_on=date(2022, 1, 14))
    page = as_role("staff").post(reverse("officers:event_create"), EVENT | changes)
    assert list(page.context["form"].errors) == [field]
    assert (ProgrammeEvent.objects.count(), EventFile.objects.count()) == (1, 0)


def test_an_event_is_corrected_more_files_join_and_one_is_taken_off(as_role):
    event, known = EventFactory(), AppointmentFactory(active=True).officer
    url = reverse("officers:event_update", args=[event.pk])
    seen = as_role("staff").get(url).context["form"]["seen"].value()
    data = EVENT | {"attendees": [known.pk], "uploads": [photo()], "seen": seen}
    assert as_role("staff").post(url, data).url == page_of(event)
    event.refresh_from_db()
    file = event.files.get()
    assert (event.place, event.attendees.get()) == ("县会议中心", known)
    stored = file.file.storage
    as_role("staff").post(reverse("officers:event_file_remove", args=[file.pk]))
    assert not event.files.exists()
    assert TrailEntry.objects.of(event).get(act="detach").note == "合影.jpg"
    assert stored.exists(
        file.file.name
    )  # The bytes go with the commit, which a test never reaches.


def test_the_same_event_cannot_be_entered_twice():
    event = EventFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        EventFactory(title=event.title, held_on=event.held_on)


@pytest.mark.parametrize("role", READERS)
def test_whoever_belongs_to_the_programme_reads_events_and_sees_the_people_in_sight(role, as_role):
    event = EventFileFactory().event
    event.attendees.add(OfficerFactory(name="在场人"))
    assert event.title in as_role(role).get(reverse("officers:event_list")).text
    page = as_role(role).get(page_of(event)).text
    assert ("在场人" in page) == (role in {"staff", "leader", "auditor"})
    assert (
        as_role(role)
        .get(reverse("officers:event_file_download", args=[event.files.get().pk]))
        .status_code
        == 200
    )
    may_enter = as_role(role).get(reverse("officers:event_create")).status_code == 200
    assert may_enter == (role == "staff")


def test_the_record_of_an_officer_lists_the_events_that_the_person_attended(as_role):
    event, other = EventFactory(), EventFactory()
    officer = AppointmentFactory(active=True).officer
    event.attendees.add(officer)
    page = (
        as_role("staff")
        .get(reverse("officers:officer_detail", args=[officer.pk]), {"tab": "events"})
        .text
    )
    assert page_of(event) in page
    assert page_of(other) not in page
