import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory

from accounts.access import allow
from accounts.models import Town, User
from accounts.roles import MAY, SIGHT, Role
from accounts.tests.factories import UserFactory


def ask(view, user):
    request = RequestFactory().get("/")
    request.user = user
    return view(request)


def test_a_door_opens_to_its_roles_only(administrator, staff):
    @allow("accounts.users")
    def view(request):
        return HttpResponse("in")

    assert ask(view, administrator).content == b"in"
    with pytest.raises(PermissionDenied):
        ask(view, staff)


def test_a_door_with_an_unknown_permission_is_a_mistake_of_ours():
    with pytest.raises(LookupError):
        allow("accounts.everything")


def test_a_shut_account_may_nothing(administrator):
    administrator.is_active = False
    assert not any(administrator.may(permission) for permission in MAY)


def test_every_role_has_a_sight():
    assert set(SIGHT) == set(Role)


def test_a_liaison_sees_the_own_town_alone(liaison, other_town):
    assert list(Town.objects.visible_to(liaison)) == [liaison.town]


def test_an_unknown_role_sees_nothing(town):
    nobody = UserFactory.build(role="visitor", pk=99)
    assert not Town.objects.visible_to(nobody).exists()


@pytest.mark.parametrize("name", ["staff", "leader", "auditor", "liaison", "officer_user"])
def test_accounts_are_the_administrators(name, request, administrator):
    user = request.getfixturevalue(name)
    assert list(User.objects.visible_to(user)) == [user]
    assert administrator in User.objects.visible_to(administrator)


@pytest.mark.parametrize(
    "path", ["/system/users/", "/system/trail/", "/system/jobs/", "/system/towns/", "/account/"]
)
def test_strangers_are_sent_to_log_in(client, db, path):
    response = client.get(path)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")
