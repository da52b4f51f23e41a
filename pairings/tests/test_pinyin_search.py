"""A village is found by its pinyin in every ledger that names it."""

import pytest
from django.urls import reverse

from pairings.tests.factories import PairingFactory
from villages.tests.factories import VillageFactory

pytestmark = pytest.mark.django_db


def found(client, user, url_name, **asked):
    """The villages that a ledger shows."""
    client.force_login(user)
    response = client.get(reverse(url_name), asked)
    return [
        str(getattr(row.record, "village", row.record))
        for row in response.context["listing"].table.paginated_rows
    ]


def test_a_village_is_found_in_every_ledger_that_names_it(client, staff, town):
    PairingFactory(village=VillageFactory(name="田家沟村", town=town))
    PairingFactory(village=VillageFactory(name="民主村", town=town))
    for name in ("villages:village_list", "pairings:pairing_list"):
        assert len(found(client, staff, name, q="tianjiagou")) == 1
        assert len(found(client, staff, name, q="tjgc")) == 1
    assert found(client, staff, "villages:village_list", q="yanchengjiedao", sort="name") == [
        "民主村",
        "田家沟村",
    ]
