"""Classes of demands are a dictionary like the others."""

import pytest
from django.urls import reverse

from accounts.registers.run import import_sheet
from villages.models import Demand, DemandCategory
from villages.tests.factories import DemandFactory, VillageFactory

pytestmark = pytest.mark.django_db


def step(name, *args):
    return reverse(f"accounts:dictionary_{name}", args=["demand_category", *args])


def test_a_class_that_the_office_adds_is_raised_imported_and_retired(client, staff):
    client.force_login(staff)
    client.post(step("add"), {"name": "文化旅游", "name_en": "Tourism", "print_order": 15})
    added = DemandCategory.objects.get(code="wenhualvyou")
    village = VillageFactory(in_programme=True)
    for word in ("文化旅游", "tourism", "wenhualvyou"):
        sheet = (
            f"village_code,category,title,raised_on\n{village.code},{word},修{word},2022-03-01\n"
        )
        assert import_sheet("demands", sheet.encode(), "需求.csv", by=staff).faults == []
    assert Demand.objects.filter(category=added).count() == 3
    demand, other = Demand.objects.first(), DemandFactory(village=village)
    client.post(step("retire", added.pk))

    def offers(row):
        form = client.get(reverse("villages:demand_update", args=[row.pk])).context["form"]
        return added in form.fields["category"].queryset

    assert (offers(demand), offers(other)) == (True, False)
    assert "文化旅游" in client.get(reverse("villages:demand_detail", args=[demand.pk])).text
    page = client.get(reverse("accounts:dictionary_list")).text
    assert "需求" in page
    changed = client.get(step("update", added.pk)).text
    assert "停用" in changed or "Retired" in changed
