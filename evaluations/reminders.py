"""The kinds of notice that this app sends."""

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
        "An objection to the publicised grade of %(subject)s was upheld. The grade will be decided "
        "again."
    ),
    "arrow-return-left",
)
