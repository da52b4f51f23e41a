"""Choosing among the users who may be named beside a candidate."""

from typing import Any

from django.db.models import Q

from accounts.models import User
from jingyan.fields import ModelChoiceField


class ColleagueField(ModelChoiceField):
    """A user who may recommend or inspect, or none; namesakes differ by the user name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(User.objects.none(), **{"required": False} | kwargs)

    def __deepcopy__(self, memo: dict[int, Any]) -> "ColleagueField":
        """A form's own copy of the field offers the users of the day."""
        field: ColleagueField = super().__deepcopy__(memo)
        field.offer()
        return field

    def offer(self, *, current: int | None = None) -> None:
        """Offer the users of today, and the one that the record names already."""
        users = User.objects.people().select_related("town")
        possible = User.objects.who_may("registrations.recommend").order_by().values("pk")
        self.queryset = users.filter(Q(pk__in=possible) | Q(pk=current)).order_by("pinyin", "pk")

    def label_from_instance(self, obj: User) -> str:
        place = f"，{obj.town}" if obj.town else ""
        return f"{obj}（{obj.get_role_display()}{place}，{obj.username}）"
