"""Lists that the office extends: new entries are offered everywhere, retired ones stay on existing records."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from accounts.models import DictionaryEntry, TrailEntry
from accounts.registers.run import import_sheet
from officers.models import Officer
from officers.tests.factories import OfficerFactory, RegistrationFactory
from officers.tests.sheets import HEAD, row

pytestmark = pytest.mark.django_db


def address(step, *args):
    return reverse(f"accounts:dictionary_{step}", args=args)


def entry(code, dictionary="education"):
    return DictionaryEntry.objects.get(dictionary=dictionary, code=code)


def options(client, registration):
    """What the form of a registration offers as education."""
    form = client.get(reverse("officers:registration_update", args=[registration.pk])).context[
        "form"
    ]
    return dict(form.fields["education"].choices)


def register(staff, education, number):
    sheet = "\n".join([HEAD, row(number, education=education)]).encode()
    return import_sheet("officers", sheet, "名册.csv", by=staff)


def test_what_the_office_adds_is_known_to_forms_filters_imports_pages_and_the_trail(as_role, staff):
    client = as_role("staff")
    values = {
        "name": "党校研究生",
        "name_en": "Party school",
        "print_order": "25",
        "clause": "第五条",
    }
    assert client.post(address("add", "education"), values).status_code == 302
    added = DictionaryEntry.objects.get(dictionary="education", name="党校研究生")
    # Made from the initials, since the whole pinyin has no room beside the officer.
    assert added.code == "dxyjs"
    registration = RegistrationFactory(registered_by=staff)
    assert options(client, registration)["dxyjs"] == "党校研究生"
    assert [
        register(staff, word, 800 + at).faults
        for at, word in enumerate(("党校研究生", "dxyjs", "Party school"))
    ] == [
        [],
        [],
        [],
    ]
    ledger = client.get(reverse("officers:officer_list"), {"education": "dxyjs"}).text
    assert [f"陈试{number}" in ledger for number in (800, 801, 802)] == [True] * 3
    assert TrailEntry.objects.of(added).get().act == "create"
    page = client.get(address("list")).text
    assert ("党校研究生" in page, "第五条" in page) == (True, True)
    assert client.post(address("add", "education"), values).context["form"].errors


def test_a_retired_entry_is_no_longer_offered_but_records_keep_it(as_role, staff):
    client = as_role("staff")
    officer = OfficerFactory(education="primary")
    holds = RegistrationFactory(officer=officer, registered_by=staff)
    other = RegistrationFactory(officer__education="master", registered_by=staff)
    assert client.post(address("retire", "education", entry("primary").pk)).status_code == 302
    assert ("primary" in options(client, holds), "primary" in options(client, other)) == (
        True,
        False,
    )
    assert "小学" in client.get(reverse("officers:officer_detail", args=[officer.pk])).text
    # A file that repeats what is on record still reads.
    assert register(staff, "小学", 810).faults == []
    assert client.post(address("bring_back", "education", entry("primary").pk)).status_code == 302
    assert "primary" in options(client, other)
    acts = TrailEntry.objects.of(entry("primary")).values_list("act", flat=True)
    assert sorted(acts) == ["bring_back", "retire"]


def test_a_renamed_entry_is_called_by_its_new_name_and_its_code_stays(as_role, staff):
    client = as_role("staff")
    masses = entry("masses", "political_affiliation")
    officer = OfficerFactory(political_affiliation="masses")
    page = client.get(address("update", "political_affiliation", masses.pk))
    assert "code" not in page.context["form"].fields
    values = {
        "name": "群众（其他）",
        "name_en": "Others",
        "print_order": masses.print_order,
        "code": "x",
    }
    values["seen"] = (
        page.context["form"]["seen"].value() if "seen" in page.context["form"].fields else ""
    )
    assert (
        client.post(address("update", "political_affiliation", masses.pk), values).status_code
        == 302
    )
    assert Officer.objects.get(pk=officer.pk).get_political_affiliation_display() == "群众（其他）"
    assert "群众（其他）" in client.get(address("update", "political_affiliation", masses.pk)).text


def test_the_last_entry_in_use_stays_and_only_staff_extend_the_lists(as_role, staff):
    client = as_role("staff")
    *most, last = DictionaryEntry.objects.filter(dictionary="title_level")
    answers = [
        client.post(address("retire", "title_level", term.pk)).status_code for term in [*most, last]
    ]
    assert answers == [302] * len(most) + [409]
    assert as_role("leader").get(address("list")).status_code == 200
    # How many are of which affiliation is for those who may see every person's.
    OfficerFactory(political_affiliation="league")
    counts = [
        as_role(who).get(address("list")).context["dictionaries"] for who in ("staff", "auditor")
    ]
    of_list = [
        next(lines for known, lines in found if known.key == "political_affiliation")
        for found in counts
    ]
    assert [{line.entry.code: line.count for line in lines}["league"] for lines in of_list] == [
        1,
        None,
    ]
    assert (
        as_role("leader").post(address("retire", "education", entry("doctor").pk)).status_code
        == 403
    )
    assert as_role("liaison").get(address("list")).status_code == 403
    assert as_role("staff").get(address("add", "no-such-list")).status_code == 404


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM accounts_dictionaryentry",
        "UPDATE accounts_dictionaryentry SET code = code || 'x'",
    ],
)
def test_no_entry_goes_and_no_code_changes_even_by_sql(sql):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
