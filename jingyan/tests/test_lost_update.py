"""Many editors of one record: one wins, everybody else is shown both versions and loses nothing that was typed."""

import ast
import re
import threading
from collections import Counter

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from accounts.tests.factories import UserFactory
from jingyan.tests.test_sight import views
from officers.tests.factories import RegistrationFactory
from villages.models import Village
from villages.tests.factories import VillageFactory

MANY = 50
EDITS = re.compile(r"Form\(request\.POST.*(instance|registration)=")


def seen_by(client, url):
    """What the form at `url` carries of the record as its user sees it."""
    return client.get(url).context["form"]["seen"].value()


@pytest.fixture
def village(town):
    return VillageFactory(town=town, lead_industry="柑橘")


@pytest.fixture
def second(client, staff, village):
    """What the second of two editors is answered."""
    client.force_login(staff)
    url = reverse("villages:village_update", args=[village.pk])
    seen = seen_by(client, url)
    Village.objects.filter(pk=village.pk).update(lead_industry="茶叶", in_programme=True)
    return client.post(
        url, {"tier": "municipal", "in_programme": "", "lead_industry": "生猪", "seen": seen}
    )


def test_who_saves_second_sees_both_versions_field_by_field(second, village):
    assert second.status_code == 409
    pairs = {pair.name: (pair.theirs, pair.mine) for pair in second.context["form"].pairs}
    assert pairs["lead_industry"] == ("茶叶", "生猪")
    assert set(pairs) == {"tier", "in_programme", "lead_industry"}
    assert "茶叶" in second.content.decode()
    assert 'value="生猪"' in second.content.decode()
    village.refresh_from_db()
    assert village.lead_industry == "茶叶"


def test_the_choice_is_made_for_each_field(second, client, village):
    data = {
        "tier": "municipal",
        "lead_industry": "生猪",
        "seen": second.context["form"]["seen"].value(),
        "take_lead_industry": "theirs",
        "take_in_programme": "theirs",
        "take_tier": "mine",
    }
    assert (
        client.post(reverse("villages:village_update", args=[village.pk]), data).status_code == 302
    )
    village.refresh_from_db()
    assert (village.lead_industry, village.in_programme, village.tier) == (
        "茶叶",
        True,
        "municipal",
    )


def test_a_stored_phone_is_not_among_the_versions(client, staff):
    registration = RegistrationFactory()
    officer = registration.officer
    client.force_login(staff)
    url = reverse("officers:registration_update", args=[registration.pk])
    form = client.get(url).context["form"]
    data = {name: form[name].value() or "" for name in form.fields} | {
        "name": "王小明",
        "phone": "13700009999",
    }
    type(officer).objects.filter(pk=officer.pk).update(position="首席顾问")
    answer = client.post(url, data)
    assert answer.status_code == 409
    assert "phone" not in {pair.name for pair in answer.context["form"].pairs}
    assert officer.phone not in answer.content.decode()


def test_every_form_over_a_record_locks_it():
    for path in views():
        for function in ast.walk(ast.parse(path.read_text())):
            if isinstance(function, ast.FunctionDef) and EDITS.search(ast.unparse(function)):
                names = [ast.unparse(decorator) for decorator in function.decorator_list]
                assert "one_at_a_time" in names or function.name.startswith("_"), (
                    f"{path}: {function.name}"
                )
                assert function.name.startswith("_") or "status=form.status" in path.read_text()


@pytest.mark.django_db(transaction=True)
def test_of_fifty_editors_one_wins_and_the_others_see_both_versions():
    village = VillageFactory(lead_industry="柑橘")
    url = reverse("villages:village_update", args=[village.pk])
    editors = []
    for number in range(MANY):
        client = Client()
        client.force_login(UserFactory(username=f"editor{number}", role=Role.STAFF))
        editors.append((client, seen_by(client, url)))
    gate, answers = threading.Barrier(MANY), []

    def save(number, client, seen):
        gate.wait()
        try:
            answer = client.post(
                url, {"tier": "none", "lead_industry": f"产业{number}", "seen": seen}
            )
            answers.append((answer.status_code, number, answer.content.decode()))
        finally:
            connection.close()

    threads = [
        threading.Thread(target=save, args=[number, *editor])
        for number, editor in enumerate(editors)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(status for status, *_rest in answers) == {302: 1, 409: MANY - 1}
    won = next(number for status, number, _page in answers if status == 302)
    village.refresh_from_db()
    assert village.lead_industry == f"产业{won}"
    for status, number, page in answers:
        assert status == 302 or (
            f"<span>产业{won}</span>" in page and f"<span>产业{number}</span>" in page
        )
    assert village.history.filter(history_type="~").count() == 1
