"""The lists of this floor that the office may extend."""

from django.utils.translation import gettext_lazy as _

from accounts.dictionaries import of_codes
from officers.models import Officer

of_codes(
    "political_affiliation",
    _("Political affiliation"),
    Officer.Affiliation,
    (Officer, "political_affiliation"),
    permission="officers.restricted",
)
of_codes(
    "education",
    _("Education"),
    Officer.Education,
    (Officer, "education"),
    permission="officers.view",
)
