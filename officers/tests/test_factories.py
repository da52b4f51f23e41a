"""The made-up people of the tests pass the checks that real ones must pass."""

import pytest

from jingyan.parsing import parse_credit_code, parse_id_number
from officers.models import Appointment
from officers.tests import factories


@pytest.mark.parametrize("n", [0, 1, 17, 8_999, 9_000, 9_001, 100_000])
def test_made_up_numbers_pass_the_checks(n):
    parsed = parse_id_number(factories.id_number(n))
    assert parsed.sex == ("male" if n % 2 else "female")
    assert parse_credit_code(factories.credit_code(n))


def test_made_up_id_numbers_differ():
    assert len({factories.id_number(n) for n in range(40_000)}) == 40_000


@pytest.mark.django_db
def test_factories_make_rows_that_the_database_accepts():
    appointment = factories.AppointmentFactory(
        active=True, registration=factories.RegistrationFactory(cleared=True)
    )
    assert list(Appointment.objects.in_office(appointment.starts_on)) == [appointment]
    assert factories.RegistrationFactory(submitted=True).submitted_by
