"""What changes people, their registrations and their terms."""

from officers.actions.appointment import COUNTED_OUT, approve, end_of_term, propose, reject, resume, suspend
from officers.actions.enterprise import enterprise_for, save_enterprise
from officers.actions.officer import AlreadyKnown, change_facts, enrol
from officers.actions.registration import (
    OPEN_TO_CHANGE,
    pass_review,
    recall,
    register,
    register_again,
    reserve,
    send_back,
    submit,
    turn_down,
    update_registration,
    withdraw,
)
from officers.actions.reveal import Numbers, reveal

__all__ = [
    "COUNTED_OUT",
    "OPEN_TO_CHANGE",
    "AlreadyKnown",
    "Numbers",
    "approve",
    "change_facts",
    "end_of_term",
    "enrol",
    "enterprise_for",
    "pass_review",
    "propose",
    "recall",
    "register",
    "register_again",
    "reject",
    "reserve",
    "resume",
    "reveal",
    "save_enterprise",
    "send_back",
    "submit",
    "suspend",
    "turn_down",
    "update_registration",
    "withdraw",
]
