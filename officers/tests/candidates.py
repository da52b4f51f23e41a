"""Made-up candidates, registered through the action."""

from datetime import date
from typing import Any

from accounts.models import User
from jingyan.parsing import parse_id_number
from officers import actions
from officers.models import Registration
from officers.tests.factories import id_number

DETAILS = {
    "name": "周试",
    "phone": "19900001234",
    "ethnicity": "汉族",
    "political_affiliation": "non_party",
    "education": "bachelor",
    "social_influence": "县工商联执委",
    "position": "总经理",
}
WILL = {"channel": "self", "recommender": "", "willing_on": date(2022, 1, 10), "batch": None}


def register(by: User, n: int = 7, **changes: Any) -> Registration:
    """Register the n-th made-up person."""
    values = {"details": DETAILS, "will": WILL, "credit_code": "", "enterprise_name": ""} | changes
    return actions.register(by=by, id_number=parse_id_number(id_number(n)), **values)
