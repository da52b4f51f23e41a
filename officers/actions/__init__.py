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
from officers.actions.criterion import remove_phrase, save_criterion, save_phrase
from officers.actions.document import record_outside, void
from officers.actions.enterprise import enterprise_for, save_enterprise
from officers.actions.event import change_event, record_event, remove_file
from officers.actions.files import attach_paper, detach_paper
from officers.actions.inspection import inspect
from officers.actions.life import LEAVING, lapse, leave, next_term, renew_many
from officers.actions.measures import (
    change_measures,
    inspection_asked,
    latest_measures,
    new_version,
    publicity_asked,
)
from officers.actions.objection import dismiss, raise_objection, uphold
from officers.actions.officer import AlreadyKnown, change_details, enrol
from officers.actions.post import add_post, change_post
from officers.actions.publicity import close, draft, draw_up, recompute_all, start
from officers.actions.publicity import withdraw as withdraw_publicity
from officers.actions.registration import (
    OPEN_TO_CHANGE,
    check_will,
    disqualify,
    recall,
    register,
    register_again,
    reserve,
    submit,
    update_registration,
    withdraw,
)
from officers.actions.reveal import Numbers, reveal
from officers.actions.review import (
    Found,
    may_review,
    open_for_review,
    pass_review,
    send_back,
    turn_down,
)

__all__ = [
    "COUNTED_OUT",
    "LEAVING",
    "OPEN_TO_CHANGE",
    "AlreadyKnown",
    "Found",
    "Numbers",
    "add_post",
    "approve",
    "approve_many",
    "attach_paper",
    "change_details",
    "change_event",
    "change_measures",
    "change_post",
    "check_will",
    "close",
    "detach_paper",
    "dismiss",
    "disqualify",
    "draft",
    "draw_up",
    "end_of_term",
    "enrol",
    "enterprise_for",
    "inspect",
    "inspection_asked",
    "lapse",
    "latest_measures",
    "leave",
    "may_review",
    "new_version",
    "next_term",
    "open_for_review",
    "pass_review",
    "propose",
    "propose_many",
    "publicity_asked",
    "raise_objection",
    "recall",
    "recompute_all",
    "record_event",
    "record_outside",
    "register",
    "register_again",
    "reject",
    "remove_file",
    "remove_phrase",
    "renew_many",
    "reserve",
    "resume",
    "reveal",
    "save_criterion",
    "save_enterprise",
    "save_phrase",
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
