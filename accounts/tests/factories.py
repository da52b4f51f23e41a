"""Towns and users for tests."""

import factory

from accounts.models import Town, User
from accounts.roles import Role


class TownFactory(factory.django.DjangoModelFactory[Town]):
    """A town of the county."""

    class Meta:
        model = Town
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"511124{110 + n % 890:03d}")
    name = factory.Sequence(lambda n: f"第{n}镇")
    kind = Town.Kind.TOWN
    county_code = "511124"
    county_name = "井研县"
    print_order = factory.Sequence(lambda n: n)


class UserFactory(factory.django.DjangoModelFactory[User]):
    """A user: county staff by default; a liaison also has a town."""

    class Meta:
        model = User
        django_get_or_create = ("username",)

    class Params:
        liaison = factory.Trait(role=Role.LIAISON, town=factory.SubFactory(TownFactory))

    username = factory.Sequence(lambda n: f"user{n}")
    full_name = factory.Sequence(lambda n: f"工作人员{n}")
    role = Role.STAFF
    town = None
