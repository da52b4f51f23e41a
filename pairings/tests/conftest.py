"""A pair, one of its contributions, and a browser for any of the cast."""

import pytest

from pairings.tests.factories import ContributionFactory, PairingFactory


@pytest.fixture
def sign_in(client, request):
    """A client signed in as one of the cast."""

    def sign_in(who):
        client.force_login(request.getfixturevalue(who))
        return client

    return sign_in


@pytest.fixture
def pairing(town):
    """An active pairing in the liaison's town."""
    return PairingFactory(active=True, village__town=town)


@pytest.fixture
def contribution(pairing):
    """A reported contribution of the pairing, entered by county staff."""
    return ContributionFactory(pairing=pairing)
