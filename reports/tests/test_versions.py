"""The page with the versions of rules and definitions."""

import pytest

from evaluations.models import Rubric
from officers.models import Measures
from pairings.models import Metric

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ["administrator", "staff", "leader", "auditor"])
def test_every_version_is_on_the_page_with_its_text(client, request, role):
    client.force_login(request.getfixturevalue(role))
    page = client.get("/system/versions/").text
    rubric = Rubric.objects.get()
    assert Measures.objects.get().name in page
    assert rubric.name in page
    assert all(criterion.text in page for criterion in rubric.criteria.all())
    assert all(f"{metric.code}@{metric.version}" in page for metric in Metric.objects.all())
