"""What the evaluations' floor tells."""

from django.utils.translation import gettext_lazy as _

from accounts.notices import KINDS, Kind

KINDS["evaluation_returned"] = Kind(
    _("The score sheet of %(subject)s was returned to you. Look at the reason, then hand it in again."),
    "arrow-return-left",
)
KINDS["grade_set_aside"] = Kind(
    _("An objection against the publicised grade of %(subject)s was upheld. The evaluation is decided anew."),
    "arrow-return-left",
)
