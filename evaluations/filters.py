"""Filter bars of rounds and evaluations."""

from typing import cast

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Town, User
from evaluations.models import Evaluation, Round
from jingyan.filters import DateSpan, Filters


def _towns(request: HttpRequest) -> QuerySet[Town]:
    return Town.objects.visible_to(cast(User, request.user))


def _rounds(request: HttpRequest) -> QuerySet[Round]:
    return Round.objects.visible_to(cast(User, request.user))


class RoundFilters(Filters):
    """Rounds by name and last day."""

    search_fields = ("name",)
    search_hint = _("Name of the round")

    ends_on = DateSpan(label=_("Period to"))

    class Meta:
        model = Round
        fields = ["ends_on"]


class PeerFilters(Filters):
    """Evaluations of one round."""

    search_fields = (
        "pairing__officer__name",
        "pairing__officer__pinyin",
        "pairing__officer__enterprise__name",
        "pairing__officer__enterprise__pinyin",
        "pairing__village__name",
        "pairing__village__pinyin",
    )
    search_hint = _("Officer, enterprise or village")

    town = django_filters.ModelChoiceFilter(
        field_name="pairing__village__town", queryset=_towns, label=_("Town")
    )

    class Meta:
        model = Evaluation
        fields = ["state", "grade", "town"]


class EvaluationFilters(PeerFilters):
    """Evaluations of all rounds."""

    round = django_filters.ModelChoiceFilter(queryset=_rounds, label=_("round"))

    class Meta:
        model = Evaluation
        fields = ["round", "grade", "state", "town"]
