"""What the database itself refuses."""

from jingyan.triggers import freeze, refuse

_GRADED = "('approved', 'publicised', 'appealed', 'final')"
_MESSAGE = "An approved grade and its scores never change: an upheld appeal makes a new version."
_FROZEN = (
    "round_id", "pairing_id", "total", "grade", "grade_reason",
    "scored_by_id", "reviewed_by_id", "approved_by_id", "approved_at",
)  # fmt: skip
# The state still walks on from approved; nothing else does. IS DISTINCT FROM also sees a value set to NULL.
_CHANGED = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in _FROZEN)
refuse(
    "evaluation_grade_frozen_update",
    table="evaluations_evaluation",
    event="UPDATE",
    condition=f"OLD.state IN {_GRADED} AND ({_CHANGED} OR NEW.state NOT IN {_GRADED})",
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
        condition=f"EXISTS (SELECT 1 FROM evaluations_round used WHERE used.rubric_id = {_row}.rubric_id)",
        message=_USED,
    )
