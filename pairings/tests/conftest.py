"""A pair, one of its facts, and a browser for any of the cast."""

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
def fact(pairing):
    """A reported fact of the pairing, entered by county staff."""
    return ContributionFactory(pairing=pairing)
