"""Forms show an error at its field, save all or nothing, and set only the fields they show."""

from datetime import date

import pytest
from django.urls import reverse

from officers.models import Enterprise, Officer, Registration
from officers.tests.factories import (
    BatchFactory,
    EnterpriseFactory,
    OfficerFactory,
    RegistrationFactory,
    credit_code,
    id_number,
)

pytestmark = pytest.mark.django_db

FORM = {
    "name": "周试",
    "id_number": id_number(7),
    "phone": "199 0000 1234",
    "ethnicity": "汉族",
    "political_affiliation": "non_party",
    "education": "bachelor",
    "social_influence": "",
    "credit_code": credit_code(1),
    "enterprise_name": "甲公司",
    "position": "总经理",
    "channel": "self",
    "recommender": "",
    "willing_on": "2022-01-10",
    "batch": "",
}


def test_a_candidate_is_registered_in_one_form(as_role):
    response = as_role("staff").post(reverse("officers:registration_create"), FORM)
    officer = Officer.objects.get()
    assert response.url == reverse(
        "officers:registration_detail", args=[officer.registrations.get().pk]
    )
    assert (officer.phone, officer.enterprise.name, officer.sex) == (
        "19900001234",
        "甲公司",
        "male",
    )


def test_the_form_asks_at_most_ten_typed_fields(as_role):
    form = as_role("staff").get(reverse("officers:registration_create")).context["form"]
    typed = [
        field.name for field in form if field.widget_type in ("text", "day", "number", "textarea")
    ]
    assert len(typed) <= 10


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"id_number": id_number(7)[:-1] + "x"}, "id_number"),
        ({"phone": "123"}, "phone"),
        ({"credit_code": "123"}, "credit_code"),
        ({"enterprise_name": ""}, "enterprise_name"),
        ({"channel": "recommended"}, "recommender"),
        ({"willing_on": "2199-01-01"}, "willing_on"),
        ({"name": ""}, "name"),
    ],
)
def test_an_error_is_shown_at_its_field_and_nothing_is_saved(changes, field, as_role):
    response = as_role("staff").post(reverse("officers:registration_create"), FORM | changes)
    assert list(response.context["form"].errors) == [field]
    assert not Officer.objects.exists()


def test_all_errors_are_shown_at_once(as_role):
    wrong = FORM | {"phone": "1390000090", "channel": "recommended"}
    response = as_role("staff").post(reverse("officers:registration_create"), wrong)
    assert set(response.context["form"].errors) == {"phone", "recommender"}


def test_a_known_id_number_is_refused_with_a_link_to_the_person(as_role):
    known = OfficerFactory(number=7)
    response = as_role("staff").post(reverse("officers:registration_create"), FORM)
    assert reverse("officers:officer_detail", args=[known.pk]) in response.text
    assert Officer.objects.count() == 1


def test_no_form_sets_a_state_or_another_person(as_role, staff2):
    posted = FORM | {
        "state": "appointed",
        "officer_code": "T1",
        "registered_by": staff2.pk,
        "imported": "on",
    }
    as_role("staff").post(reverse("officers:registration_create"), posted)
    registration = Registration.objects.get()
    assert (registration.state, registration.imported, registration.registered_by) != (
        "appointed",
        True,
        staff2,
    )
    assert registration.state == Registration.State.DRAFT


def test_a_draft_is_changed_and_a_blank_phone_keeps_the_stored_one(as_role):
    client = as_role("staff")
    client.post(reverse("officers:registration_create"), FORM)
    url = reverse("officers:registration_update", args=[Registration.objects.get().pk])
    page = client.get(url)
    assert "19900001234" not in page.text
    assert client.post(url, FORM | {"phone": "", "name": "周新"}).status_code == 302
    officer = Officer.objects.get()
    assert (officer.name, officer.phone) == ("周新", "19900001234")


def test_overwriting_another_users_change_is_refused_once(as_role):
    client = as_role("staff")
    client.post(reverse("officers:registration_create"), FORM)
    registration = Registration.objects.get()
    url = reverse("officers:registration_update", args=[registration.pk])
    seen = client.get(url).context["form"]["seen"].initial
    Registration.objects.update(recommender="县工商联")
    posted = FORM | {"phone": "19911112222", "recommender": "商会", "seen": seen}
    refused = client.post(url, posted)
    assert "县工商联" in refused.text
    assert "19900001234" not in refused.text
    again = client.post(url, posted | {"seen": refused.context["form"].data["seen"]})
    assert again.status_code == 302


def test_a_registration_under_review_is_not_changed_by_the_form(as_role):
    registration = RegistrationFactory(submitted=True)
    response = as_role("staff").post(
        reverse("officers:registration_update", args=[registration.pk]),
        FORM | {"credit_code": "", "enterprise_name": ""},
    )
    assert response.status_code == 200
    assert response.context["form"].non_field_errors()


def test_a_credit_code_fills_the_name_where_it_is_known(as_role):
    EnterpriseFactory(credit_code=credit_code(1), name="甲公司")
    client = as_role("staff")
    url = reverse("officers:enterprise_lookup")
    assert 'value="甲公司"' in client.get(url, {"credit_code": credit_code(1).lower()}).text
    # Nothing comes back to be put over a name that is being typed.
    unknown = client.get(url, {"credit_code": credit_code(2)})
    assert (unknown.content, unknown["HX-Reswap"]) == (b"", "none")


def test_an_enterprise_is_entered_and_changed_but_keeps_its_code(as_role):
    client = as_role("staff")
    client.post(
        reverse("officers:enterprise_create"),
        {"credit_code": credit_code(1).lower(), "name": "甲公司"},
    )
    enterprise = Enterprise.objects.get(credit_code=credit_code(1))
    url = reverse("officers:enterprise_update", args=[enterprise.pk])
    client.post(url, {"credit_code": credit_code(2), "name": "乙公司"})
    enterprise.refresh_from_db()
    assert (enterprise.credit_code, enterprise.name) == (credit_code(1), "乙公司")
    assert "乙公司" in client.get(reverse("officers:enterprise_detail", args=[enterprise.pk])).text


def test_an_enterprise_is_entered_once(as_role):
    EnterpriseFactory(credit_code=credit_code(1))
    posted = {"credit_code": credit_code(1), "name": "甲公司"}
    response = as_role("staff").post(reverse("officers:enterprise_create"), posted)
    assert "credit_code" in response.context["form"].errors


def test_a_namesake_from_the_same_enterprise_is_asked_about_once(as_role):
    known = OfficerFactory(name="周试", number=50)
    values = {
        "name": "周试",
        "id_number": id_number(51),
        "phone": "19900001234",
        "political_affiliation": "non_party",
        "education": "bachelor",
        "credit_code": known.enterprise.credit_code,
        "channel": "self",
    }
    client, url = as_role("staff"), reverse("officers:registration_create")
    asked = client.post(url, values)
    assert asked.status_code == 200
    assert f"{reverse('officers:officer_detail', args=[known.pk])}" in asked.text
    assert not Registration.objects.exists()
    assert client.post(url, {**values, "same_person": "on"}).status_code == 302
    assert Registration.objects.get().officer != known


def test_a_candidate_joins_the_batch_that_is_on_its_way(as_role):
    url, client = reverse("officers:registration_create"), as_role("staff")
    RegistrationFactory(batch=BatchFactory(), state="appointed")
    assert client.get(url).context["form"].initial["batch"] is None
    under_way = RegistrationFactory(batch=BatchFactory()).batch
    assert client.get(url).context["form"].initial["batch"] == under_way.pk


def test_a_draft_without_a_will_offers_today(as_role, time_machine):
    time_machine.move_to("2022-03-01T12:00:00+08:00")
    url = reverse("officers:registration_update", args=[RegistrationFactory(willing_on=None).pk])
    assert as_role("staff").get(url).context["form"].initial["willing_on"] == date(2022, 3, 1)
