"""Which project a code means: codes are unique in a village, and projects out of sight stay
hidden.
"""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from pairings.models import Contribution, Project


def project_named(code: str, row: Contribution, *, by: User) -> Project:
    """The project that `by` means by this code; made, in the place of the contribution, on its
    first mention.

    Raises ValidationError where it may be one of several.
    """
    usable = Project.objects.usable_by(by).filter(code=code).select_related("village__town")
    return project_meant(code, row, list(usable)) or project_begun(code, row)


def project_meant(code: str, row: Contribution, usable: Collection[Project]) -> Project | None:
    """Among the `usable` projects of this code: the contribution's own, else that of its village,
    its town, or the only one.
    """
    own_project = [project for project in usable if project.pk == row.project_id]
    here = [project for project in usable if project.village_id == row.village_id]
    near = [
        project for project in usable if project.village and project.village.town_id == row.town_id
    ]
    closest = own_project or here or near or list(usable)
    if len(closest) > 1:
        county = _("County")
        places = "、".join(f"{project}（{project.village or county}）" for project in closest)
        message = _(
            "Several projects have the code %(code)s: %(which)s. Enter the contribution in the "
            "village of the project you mean."
        )
        raise ValidationError({"project_code": message % {"code": code, "which": places}})
    return closest[0] if closest else None


def project_begun(code: str, row: Contribution) -> Project:
    """A new project in the village of the contribution, or the one that another user created there
    at the same moment.
    """
    project, _is_new = Project.objects.get_or_create(
        code=code,
        village=row.village,
        defaults={"name": row.title[:100], "enterprise": row.enterprise},
    )
    return project
