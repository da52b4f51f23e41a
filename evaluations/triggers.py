"""Database triggers: approved grades, used rubrics, and the publicity that a grade requires."""

from jingyan.triggers import freeze, refuse

_GRADED = "('approved', 'publicised', 'appealed', 'final')"
_MESSAGE = "An approved grade and its scores never change: an upheld appeal makes a new version."
_FROZEN = (
    "round_id",
    "pairing_id",
    "total",
    "grade",
    "grade_reason",
    "scored_by_id",
    "reviewed_by_id",
    "approved_by_id",
    "approved_at",
)
# The state may still advance from approved; nothing else may change. IS DISTINCT FROM also detects
# a value set to NULL.
_CHANGED = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in _FROZEN)
# The exception: an upheld objection sends a publicised grade back to scoring with its sheet
# unchanged.
_SENT_BACK = (
    "OLD.state = 'publicised' AND NEW.state = 'open' AND NEW.round_id = OLD.round_id "
    "AND NEW.pairing_id = OLD.pairing_id AND NEW.total = OLD.total AND NEW.grade = '' "
    "AND EXISTS (SELECT 1 FROM officers_objection objection "
    "WHERE objection.entry_id = OLD.entry_id AND objection.state = 'upheld')"
)
refuse(
    "evaluation_grade_frozen_update",
    table="evaluations_evaluation",
    event="UPDATE",
    condition=f"OLD.state IN {_GRADED} AND ({_CHANGED} OR NEW.state NOT IN {_GRADED}) "
    f"AND NOT ({_SENT_BACK})",
    message=_MESSAGE,
)
refuse(
    "evaluation_grade_frozen_delete",
    table="evaluations_evaluation",
    event="DELETE",
    condition=f"OLD.state IN {_GRADED}",
    message=_MESSAGE,
)
for _event, _rows in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",))):
    _ids = ", ".join(f"{row}.evaluation_id" for row in _rows)
    refuse(
        f"evaluations_score_frozen_{_event.lower()}",
        table="evaluations_score",
        event=_event,
        condition=f"EXISTS (SELECT 1 FROM evaluations_evaluation graded "
        f"WHERE graded.id IN ({_ids}) AND graded.state IN {_GRADED})",
        message=_MESSAGE,
    )

# If the measures in force on the round's last day require a publicity, a grade takes effect only
# after its publicity has closed without an open or upheld objection.
_REQUIRED = (
    "EXISTS (SELECT 1 FROM officers_measures rules WHERE rules.publicity AND rules.starts_on = "
    "(SELECT MAX(version.starts_on) FROM officers_measures version "
    "JOIN evaluations_round held ON version.starts_on <= held.ends_on WHERE held.id = "
    "NEW.round_id))"
)
_CLOSED = (
    "EXISTS (SELECT 1 FROM officers_publicityentry line JOIN officers_publicity notice "
    "ON notice.id = line.publicity_id WHERE line.id = NEW.entry_id AND notice.state = 'closed' "
    "AND NOT EXISTS (SELECT 1 FROM officers_objection objection WHERE objection.entry_id = line.id "
    "AND objection.state IN ('open', 'upheld')))"
)
for _event, _before in (("INSERT", ""), ("UPDATE", "OLD.state <> 'final' AND ")):
    refuse(
        f"evaluation_final_after_publicity_{_event.lower()}",
        table="evaluations_evaluation",
        event=_event,
        condition=f"NEW.state = 'final' AND {_before}{_REQUIRED} AND NOT {_CLOSED}",
        message="evaluation_final_after_publicity: the publicity of this grade has not closed",
    )

_USED = "A rubric that a round uses never changes: make the next version."
freeze(
    "evaluations_rubric",
    when="EXISTS (SELECT 1 FROM evaluations_round used WHERE used.rubric_id = OLD.id)",
    message=_USED,
)
for _event, _row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
    refuse(
        f"evaluations_criterion_frozen_{_event.lower()}",
        table="evaluations_criterion",
        event=_event,
        condition=f"EXISTS (SELECT 1 FROM evaluations_round used "
        f"WHERE used.rubric_id = {_row}.rubric_id)",
        message=_USED,
    )
