"""What the database itself refuses."""

from jingyan.triggers import freeze, refuse

_GRADED = "('approved', 'publicised', 'appealed', 'final')"
_MESSAGE = "An approved grade and its scores never change: an upheld appeal makes a new version."
# The state still walks on from approved; grade and points don't.
refuse(
    "evaluation_grade_frozen_update",
    table="evaluations_evaluation",
    event="UPDATE",
    condition=f"OLD.state IN {_GRADED} AND (NEW.grade <> OLD.grade OR NEW.total <> OLD.total "
    f"OR NEW.pairing_id <> OLD.pairing_id OR NEW.state NOT IN {_GRADED})",
    message=_MESSAGE,
)
refuse(
    "evaluation_grade_frozen_delete",
    table="evaluations_evaluation",
    event="DELETE",
    condition=f"OLD.state IN {_GRADED}",
    message=_MESSAGE,
)
freeze(
    "evaluations_score",
    when=f"EXISTS (SELECT 1 FROM evaluations_evaluation graded "
    f"WHERE graded.id = OLD.evaluation_id AND graded.state IN {_GRADED})",
    message=_MESSAGE,
)
