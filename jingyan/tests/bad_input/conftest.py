"""One world for all that is thrown at the pages."""

import pytest

from accounts.roles import Role
from accounts.tests.factories import UserFactory
from jingyan.tests.two_towns import World, build, log_in, undone


@pytest.fixture(scope="package")
def world(django_db_setup, django_db_blocker):
    """The two towns, made once; what a request changes is undone after it."""
    with django_db_blocker.unblock(), undone():
        clerk, staff = UserFactory(role=Role.STAFF), UserFactory(role=Role.STAFF)
        sides = build(clerk)
        clients = log_in(sides, staff)
        for client in clients.values():
            client.raise_request_exception = False
        yield World(sides, clients)
