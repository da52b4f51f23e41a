"""Quick search by pinyin and by the last four of the ID number; names are sorted as they are read."""

import pytest
from django.urls import reverse

from officers.models import Enterprise, Officer
from officers.tests.factories import EnterpriseFactory, OfficerFactory, credit_code
from officers.tests.sheets import row, run

pytestmark = pytest.mark.django_db


def found(client, user, url_name, **asked):
    """The rows that a ledger shows, as their texts."""
    client.force_login(user)
    response = client.get(reverse(url_name), asked)
    return [str(row.record) for row in response.context["listing"].table.paginated_rows]


@pytest.mark.parametrize("asked", ["单晓", "shanxiao", "SXM", "danxiao", "shan min"])
def test_an_officer_is_found_by_characters_pinyin_and_initials(asked, client, staff):
    OfficerFactory(name="单晓敏")
    OfficerFactory(name="王建国")
    assert found(client, staff, "officers:officer_list", q=asked) == ["单晓敏"]


def test_an_officer_is_found_by_the_last_four_of_the_id_number(client, staff):
    first = OfficerFactory()
    assert first.name in found(client, staff, "officers:officer_list", q=first.id_masked[-4:])


def test_an_enterprise_leads_to_its_officer(client, staff):
    OfficerFactory(name="王建国", enterprise=EnterpriseFactory(name="井研绿野农业有限公司"))
    OfficerFactory(name="李秀英")
    assert found(client, staff, "officers:officer_list", q="jylyny") == ["王建国"]


def test_names_are_sorted_as_they_are_read(client, staff):
    for name in ("曾国", "单晓", "陈明", "安宁"):
        OfficerFactory(name=name)
    assert found(client, staff, "officers:officer_list", sort="name") == [
        "安宁",
        "陈明",
        "单晓",
        "曾国",
    ]


def test_an_import_keeps_the_pinyin_in_step(staff):
    head = "credit_code,name"
    run(staff, f"{credit_code(1)},绿野公司", head=head, register="enterprises")
    assert Enterprise.objects.get().pinyin.startswith("lvyegongsi lygs")
    run(staff, f"{credit_code(1)},田园公司", head=head, register="enterprises")
    assert Enterprise.objects.get().pinyin.startswith("tianyuangongsi tygs")
    run(staff, row(1, name="单晓敏"))
    assert Officer.objects.get().pinyin.startswith("shanxiaomin sxm")


def test_a_name_saved_alone_takes_its_pinyin_along():
    officer = OfficerFactory(name="王建国")
    officer.name = "曾国"
    officer.save(update_fields=["name"])
    officer.refresh_from_db()
    assert officer.pinyin.startswith("zengguo zg")
