"""What the database itself refuses."""

from jingyan.triggers import refuse

# Proposals may overlap (only one of them can be approved); terms that count may not. PostgreSQL holds this by an
# exclusion constraint (migration 0002), which also stops two transactions at the same moment; SQLite has one writer.
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
