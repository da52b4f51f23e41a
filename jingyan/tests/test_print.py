"""A printed ledger says by which conditions it was narrowed, who printed it and when."""

import pytest
import time_machine

from officers.tests.factories import BatchFactory, RegistrationFactory
from villages.tests.factories import DemandFactory, VillageFactory

pytestmark = pytest.mark.django_db


def told(client, url, **asked):
    """The conditions as the paper names them."""
    return client.get(url, asked).context["listing"].filters.in_words


def test_every_kind_of_condition_is_named_in_words(client, staff, town):
    client.force_login(staff)
    client.cookies["django_language"] = "en"
    DemandFactory(village=VillageFactory(town=town))
    batch = BatchFactory(name="第一批")
    RegistrationFactory(batch=batch)
    asked = {
        "town": town.pk,
        "urgency": "high",
        "raised_on_after": "2022-01-01",
        "raised_on_before": "2022-06-30",
        "q": "路",
    }
    found = dict(told(client, "/villages/demands/", **asked))
    assert found["Search"] == "路"
    assert set(found.values()) == {"路", str(town), "High", "2022-01-01 – 2022-06-30"}
    assert dict(told(client, "/officers/registrations/", batch=batch.pk)).popitem()[1] == "第一批"
    assert [words for _label, words in told(client, "/villages/", in_programme="true")] == ["Yes"]
    assert [
        words for _label, words in told(client, "/villages/demands/", raised_on_after="2022-01-01")
    ] == ["2022-01-01 – …"]


def test_conditions_are_read_in_every_habit(client, staff, town):
    client.force_login(staff)
    demand = DemandFactory(
        village=VillageFactory(town=town), raised_on="2022-08-02", title="修机耕道"
    )
    for day in ("2022年8月2日", "2022.8.2", "20220802", "２０２２/８/２"):
        asked = {"raised_on_after": day, "raised_on_before": day, "q": "\u200b修机耕道"}
        listing = client.get("/villages/demands/", asked).context["listing"]
        assert [row.record for row in listing.table.rows] == [demand], day
    DemandFactory(village=demand.village, raised_on="2022-08-03")
    assert (
        len(
            client.get("/villages/demands/", {"raised_on_before": "2022年8月2日"})
            .context["listing"]
            .page
        )
        == 1
    )


def test_what_is_no_condition_is_not_named(client, staff):
    client.force_login(staff)
    assert told(client, "/villages/demands/") == []
    assert told(client, "/villages/demands/", town="nosuch", raised_on_after="2022-13-45") == []


def test_the_foot_of_the_paper_says_who_and_when(client, staff):
    client.force_login(staff)
    with time_machine.travel("2022-08-15T10:05:00+08:00", tick=False):
        page = client.get("/villages/").text
    foot = page[page.index('class="paper-foot"') :]
    assert "李秀英" in foot
    assert "2022-08-15 10:05" in foot
