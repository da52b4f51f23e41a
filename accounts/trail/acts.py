"""The names of acts that are no moves, as the trail and the histories print them. Apps add their
own.
"""

from django.utils.translation import gettext_lazy as _

from jingyan.lazy_text import LazyText

ACTS: dict[str, str | LazyText] = {
    "create": _("Created"),
    "change": _("Changed"),
    "delete": _("Deleted"),
    "import": _("Imported"),
    "import_refused": _("Import refused"),
    "export": _("Exported"),
    "reveal": _("Personal data revealed"),
    "log_in": _("Logged in"),
    "log_out": _("Logged out"),
    "log_in_failed": _("Log-in failed"),
    "locked_out": _("Locked out"),
    "unlock": _("Unlocked by the administrator"),
    "password_wrong": _("Wrong password at a protected step"),
    "reveal_limit": _("Limit of reveals reached"),
    "password_change": _("Password changed"),
    "password_reset": _("Password set by the administrator"),
    "rotate_keys": _("Field key changed"),
    "verify_trail": _("Trail verified"),
    "session_idle": _("Log-in ended because nothing was done"),
    "session_over": _("Log-in ended after twelve hours"),
    "second_factor_on": _("Second factor set up"),
    "second_factor_off": _("Second factor removed"),
    "second_factor_reset": _("Second factor reset by the administrator"),
    "second_factor_failed": _("Wrong code of the second factor"),
    "recovery_code_used": _("Recovery code used"),
    "recovery_codes_new": _("New recovery codes made"),
    "session_end": _("Log-in on another device ended"),
    "calendar_day": _("Day of the work calendar changed"),
    "calendar_year": _("Year of the work calendar loaded"),
    "job_retry": _("Queued again"),
    "propose": _("Appointment proposed"),
    "attach": _("Evidence added"),
    "detach": _("Evidence taken off"),
    "open": _("Opened for review"),
    "number": _("Number taken"),
    "carry_over": _("Goes on under the next term"),
    "recompute": _("Last day reckoned anew"),
    "paper_template": _("Template of a paper replaced"),
    "paper_template_back": _("Template of a paper taken back"),
    "seed_demo": _("Demonstration loaded"),
}
