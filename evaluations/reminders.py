"""What the evaluations' floor tells."""

from django.utils.translation import gettext_lazy as _

from accounts.notices import KINDS, NoticeKind

KINDS["evaluation_returned"] = NoticeKind(
    _(
        "The score sheet of %(subject)s was returned to you. Look at the reason, then hand it in "
        "again."
    ),
    "arrow-return-left",
)
KINDS["grade_set_aside"] = NoticeKind(
    _(
        "An objection against the publicised grade of %(subject)s was upheld. The evaluation is "
        "decided anew."
    ),
    "arrow-return-left",
)
