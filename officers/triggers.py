"""What the database itself refuses."""

from jingyan.triggers import freeze, refuse
from officers.models.weights import MATCH, NEED

# Proposals may overlap (only one of them can be approved); terms that count must not. PostgreSQL
# ensures this by an exclusion constraint (migration 0002), which also stops two transactions at the
# same moment; SQLite has one writer.
_OVERLAP = (
    "NEW.state NOT IN ('proposed', 'rejected') "
    "AND EXISTS (SELECT 1 FROM officers_appointment other WHERE other.officer_id = NEW.officer_id "
    "AND other.id <> NEW.id AND other.state NOT IN ('proposed', 'rejected') "
    "AND other.starts_on <= NEW.ends_on AND other.ends_on >= NEW.starts_on)"
)

for _event in ("INSERT", "UPDATE"):
    refuse(
        f"appointment_terms_overlap_{_event.lower()}",
        table="officers_appointment",
        event=_event,
        condition=_OVERLAP,
        message="appointment_terms_overlap: an officer serves one term at a time",
        only="sqlite",
    )

# A version of the measures can't be changed once a term or a publicity refers to it: a change
# needs a new version.
_RULES = (
    "name",
    "version",
    "starts_on",
    "term_months",
    "term_clause",
    "leader_approval",
    "leader_approval_clause",
    "inspection",
    "inspection_clause",
    "publicity",
    "publicity_days",
    "publicity_shown_days",
    "publicity_clause",
    "document_prefix",
    "document_clause",
    "excellent_quota",
    "excellent_quota_clause",
    *NEED,
    "need_clause",
    *MATCH,
    "match_clause",
)
refuse(
    "measures_used_never_change",
    table="officers_measures",
    event="UPDATE",
    condition=f"({' OR '.join(f'NEW.{column} <> OLD.{column}' for column in _RULES)}) "
    "AND (EXISTS (SELECT 1 FROM officers_appointment term WHERE term.measures_id = OLD.id)"
    " OR EXISTS (SELECT 1 FROM officers_publicity notice WHERE notice.measures_id = OLD.id))",
    message="measures_used_never_change: make a new version",
)

# A term counts only after a publicity that has closed and that no objection holds, where the
# measures require one. Exempt: imported terms of the past, and the next term of a person in office.
_CLEARED = (
    "SELECT 1 FROM officers_publicityentry entry JOIN officers_publicity notice ON notice.id = "
    "entry.publicity_id "
    "WHERE entry.registration_id = NEW.registration_id AND notice.state = 'closed' "
    "AND NOT EXISTS (SELECT 1 FROM officers_objection objection WHERE objection.entry_id = "
    "entry.id "
    "AND objection.state IN ('open', 'upheld'))"
)
_RENEWED = (
    "SELECT 1 FROM officers_appointment earlier "
    "WHERE earlier.id = NEW.renews_id AND earlier.officer_id = NEW.officer_id"
)
_UNPUBLICISED = (
    "NEW.state NOT IN ('proposed', 'rejected') AND NOT NEW.imported "
    "AND EXISTS (SELECT 1 FROM officers_measures rules WHERE rules.id = NEW.measures_id AND "
    "rules.publicity) "
    f"AND NOT EXISTS ({_CLEARED}) AND NOT EXISTS ({_RENEWED})"
)
for _event, _new in {"INSERT": "", "UPDATE": "OLD.state IN ('proposed', 'rejected') AND "}.items():
    refuse(
        f"appointment_follows_publicity_{_event.lower()}",
        table="officers_appointment",
        event=_event,
        condition=_new + _UNPUBLICISED,
        message="appointment_follows_publicity: the publicity of this person has not closed",
    )
# And after an inspection by two people that found the person suitable, where the measures ask for
# one.
_UNINSPECTED = (
    "NEW.state NOT IN ('proposed', 'rejected') AND NOT NEW.imported "
    "AND EXISTS (SELECT 1 FROM officers_measures rules WHERE rules.id = NEW.measures_id AND "
    "rules.inspection) "
    "AND NOT EXISTS (SELECT 1 FROM officers_inspection look "
    "WHERE look.registration_id = NEW.registration_id AND look.suitable) AND NOT EXISTS "
    f"({_RENEWED})"
)
for _event, _new in {"INSERT": "", "UPDATE": "OLD.state IN ('proposed', 'rejected') AND "}.items():
    refuse(
        f"appointment_follows_inspection_{_event.lower()}",
        table="officers_appointment",
        event=_event,
        condition=_new + _UNINSPECTED,
        message="appointment_follows_inspection: the inspection of this person is not on file",
    )
# What was posted stays as it was posted, and an objection stays on file.
for _event in ("UPDATE", "DELETE"):
    refuse(
        f"publicity_posted_keeps_its_people_{_event.lower()}",
        table="officers_publicityentry",
        event=_event,
        condition="EXISTS (SELECT 1 FROM officers_publicity notice "
        "WHERE notice.id = OLD.publicity_id AND notice.state <> 'draft')",
        message="publicity_posted_keeps_its_people: withdraw the publicity and post another",
    )
refuse(
    "publicity_closed_never_reopens",
    table="officers_publicity",
    event="UPDATE",
    condition="OLD.state IN ('closed', 'withdrawn') AND (NEW.state <> OLD.state "
    "OR NEW.starts_on <> OLD.starts_on OR NEW.closes_on <> OLD.closes_on)",
    message="publicity_closed_never_reopens: post another one",
)
# Numbers of documents have no gaps: each follows the one before it, and none goes.
refuse(
    "document_numbers_have_no_gap",
    table="officers_documentnumber",
    event="INSERT",
    condition="NEW.number > 1 AND NOT EXISTS (SELECT 1 FROM officers_documentnumber previous "
    "WHERE previous.prefix = NEW.prefix AND previous.year = NEW.year AND previous.number = "
    "NEW.number - 1)",
    message="document_numbers_have_no_gap: take the next number",
)
refuse(
    "document_numbers_stay_update",
    table="officers_documentnumber",
    event="UPDATE",
    condition="NEW.prefix <> OLD.prefix OR NEW.year <> OLD.year OR NEW.number <> OLD.number "
    "OR OLD.state = 'void'",
    message="document_numbers_stay: void the number and take the next one",
)
refuse(
    "document_numbers_stay_delete",
    table="officers_documentnumber",
    event="DELETE",
    condition="1 = 1",
    message="document_numbers_stay: void the number instead",
)
# A submission that a reviewer has opened isn't recalled, and stays opened.
refuse(
    "registration_opened_is_not_recalled",
    table="officers_registration",
    event="UPDATE",
    condition="OLD.state = 'submitted' AND OLD.opened_at IS NOT NULL "
    "AND (NEW.state = 'draft' OR (NEW.state = 'submitted' AND NEW.opened_at IS NULL))",
    message="registration_opened_is_not_recalled: have it returned for correction",
)
# What was found stays as it was found; a second look is a second review.
freeze("officers_review", message="A review never changes.")
freeze("officers_finding", message="A finding never changes.")
freeze("officers_inspection", message="An inspection never changes.")
_SUBMITTER = (
    "SELECT 1 FROM officers_registration way JOIN accounts_user submitter ON submitter.id = "
    "way.submitted_by_id "
    "WHERE way.id = NEW.registration_id AND (submitter.id = NEW.uploaded_by_id "
    "OR submitter.id IN (NEW.first_inspector_user_id, NEW.second_inspector_user_id) "
    "OR NEW.first_inspector_user_id IS NULL AND submitter.full_name = NEW.first_inspector "
    "OR NEW.second_inspector_user_id IS NULL AND submitter.full_name = NEW.second_inspector)"
)
refuse(
    "inspection_not_by_the_submitter",
    table="officers_inspection",
    event="INSERT",
    condition=f"EXISTS ({_SUBMITTER})",
    message="inspection_not_by_the_submitter: somebody else inspects",
)
# The papers that a registration was reviewed with stay with it.
for _event, _changed in {
    "DELETE": "1 = 1",
    "UPDATE": "NEW.file <> OLD.file OR NEW.sha256 <> OLD.sha256",
}.items():
    refuse(
        f"registration_submitted_keeps_its_papers_{_event.lower()}",
        table="officers_registrationfile",
        event=_event,
        condition=f"({_changed}) AND EXISTS (SELECT 1 FROM officers_registration way "
        "WHERE way.id = OLD.registration_id AND way.state NOT IN ('draft', 'returned'))",
        message="registration_submitted_keeps_its_papers: return the registration first",
    )
