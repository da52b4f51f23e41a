"""What changes people, their registrations and their terms."""

from officers.actions.appointment import (
    COUNTED_OUT,
    approve,
    approve_many,
    end_of_term,
    propose,
    propose_many,
    reject,
    resume,
    suspend,
)
from officers.actions.document import record_outside, void
from officers.actions.enterprise import enterprise_for, save_enterprise
from officers.actions.life import LEAVING, lapse, leave, next_term, renew_many
from officers.actions.measures import change_measures, latest_measures, new_version, publicity_asked
from officers.actions.objection import dismiss, raise_objection, uphold
from officers.actions.officer import AlreadyKnown, change_facts, enrol
from officers.actions.publicity import close, draft, recompute_all, start
from officers.actions.publicity import withdraw as withdraw_publicity
from officers.actions.registration import (
    OPEN_TO_CHANGE,
    disqualify,
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
    "LEAVING",
    "OPEN_TO_CHANGE",
    "AlreadyKnown",
    "Numbers",
    "approve",
    "approve_many",
    "change_facts",
    "change_measures",
    "close",
    "dismiss",
    "disqualify",
    "draft",
    "end_of_term",
    "enrol",
    "enterprise_for",
    "lapse",
    "latest_measures",
    "leave",
    "new_version",
    "next_term",
    "pass_review",
    "propose",
    "propose_many",
    "publicity_asked",
    "raise_objection",
    "recall",
    "recompute_all",
    "record_outside",
    "register",
    "register_again",
    "reject",
    "renew_many",
    "reserve",
    "resume",
    "reveal",
    "save_enterprise",
    "send_back",
    "start",
    "submit",
    "suspend",
    "turn_down",
    "update_registration",
    "uphold",
    "void",
    "withdraw",
    "withdraw_publicity",
]
