"""Long forms keep what is typed, sealed, for their author alone, until it is sent or a month has passed."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import Draft
from accounts.tasks import drop_expired_files

FORM = "/officers/registrations/create/"


def save(client, content, form=FORM, title="登记人选"):
    return client.post(
        reverse("accounts:draft_save"), {"form": form, "title": title, "content": content}
    )


def read(client, form=FORM):
    return client.get(reverse("accounts:draft_read"), {"form": form}).json()


@pytest.fixture
def author(client, staff):
    client.force_login(staff)
    return client


def test_what_is_typed_is_offered_when_the_form_is_opened_again(author):
    assert save(author, json.dumps({"name": "王", "position": "经理"})).status_code == 200
    assert save(author, json.dumps({"name": "王小明", "position": "经理"})).status_code == 200
    assert read(author)["content"] == {"name": "王小明", "position": "经理"}
    assert "登记人选" in author.get(reverse("accounts:draft_list")).content.decode()


def test_personal_numbers_stay_out_and_the_rest_is_sealed(author):
    save(
        author,
        json.dumps({"name": "王小明", "id_number": "511124199001011234", "phone": "13800001111"}),
    )
    assert read(author)["content"] == {"name": "王小明"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM accounts_draft")
        assert "王小明" not in cursor.fetchone()[0]


def test_a_draft_is_its_authors_alone(author, client, liaison):
    save(author, "{}")
    draft = Draft.objects.get()
    client.force_login(liaison)
    assert read(client) == {}
    assert client.post(reverse("accounts:draft_drop", args=[draft.pk])).status_code == 404
    assert Draft.objects.exists()


@pytest.mark.parametrize(
    "content", ["", "[]", "x", '{"a": "\\u0000"}', "[" * 60_000, json.dumps({"a": "长" * 70_000})]
)
def test_what_is_no_draft_is_refused(author, content):
    assert save(author, content).status_code == 400
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "form", ["", "https://elsewhere/", "//elsewhere/", "/a\x00b/", "/" + "a" * 300]
)
def test_a_draft_belongs_to_a_form_of_ours(author, form):
    assert save(author, "{}", form=form).status_code == 400


def test_a_form_that_was_sent_needs_its_draft_no_more(author, staff):
    save(author, "{}", form="/account/")
    save(author, "{}", form="/other/")
    data = {"full_name": staff.full_name, "phone": "", "draft_of": "/account/"}
    assert author.post(reverse("accounts:account"), data).status_code == 302
    assert [draft.form for draft in Draft.objects.all()] == ["/other/"]


def test_a_draft_goes_when_its_author_throws_it_away_or_after_a_month(author, staff):
    save(author, "{}")
    assert (
        author.post(reverse("accounts:draft_drop", args=[Draft.objects.get().pk])).status_code
        == 302
    )
    assert not Draft.objects.exists()
    Draft.objects.create(
        user=staff,
        form="/x/",
        title="x",
        content="{}",
        saved_at=timezone.now() - timedelta(days=31),
    )
    assert drop_expired_files() == 1


def test_no_more_than_twenty_are_kept(author):
    for number in range(22):
        save(author, "{}", form=f"/form/{number}/")
    assert Draft.objects.count() == 20
    assert not Draft.objects.filter(form="/form/0/").exists()
