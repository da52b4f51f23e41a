"""Queries whose SQL is worked out once answer as the queryset does."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import Notice
from accounts.tests.factories import UserFactory
from jingyan.prepared import Prepared

pytestmark = pytest.mark.django_db


def _told(user, at):
    return Notice.objects.filter(user=user, tell_from__lte=at, kind="job_done")


def test_each_call_has_rows_and_values_of_its_own(django_assert_num_queries):
    first, second = UserFactory(), UserFactory()
    now = timezone.now()
    for user in (first, second):
        Notice.objects.create(user=user, kind="job_done", key="1", tell_from=now)
        Notice.objects.create(user=user, kind="other", key="2", tell_from=now)
    told = Prepared(_told, user=987654321, at=datetime(9876, 5, 4, tzinfo=UTC))
    with django_assert_num_queries(3):
        assert told(user=first.pk, at=now) == list(_told(first, now)[:9])
        assert [notice.user_id for notice in told(user=second.pk, at=now)] == [second.pk]
    assert told(user=first.pk, at=now - timedelta(seconds=1)) == []
    with pytest.raises(KeyError):
        told(user=first.pk)
