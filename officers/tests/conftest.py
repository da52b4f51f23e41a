"""What the tests of this app share."""

import pytest


@pytest.fixture
def as_role(client, request):
    """A client that is logged in as one of the cast."""

    def log_in(role):
        client.force_login(request.getfixturevalue(role))
        return client

    return log_in
