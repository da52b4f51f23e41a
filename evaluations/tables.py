"""Ledgers of rounds and evaluations."""

from functools import cached_property

import django_tables2 as tables
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evaluations import ranking
from evaluations.models import Evaluation, Round
from evaluations.scoring import Suggestion
from jingyan.tables import DASH, DateColumn, LinkColumn, NumberColumn, StateColumn, Table, badge


class RoundTable(Table):
    """Rounds, with the number of evaluations and of approved grades."""

    name = LinkColumn("evaluations:round_detail")
    starts_on = DateColumn()
    ends_on = DateColumn()
    excellent_quota = NumberColumn()
    count = NumberColumn(verbose_name=_("Evaluations"))
    graded = NumberColumn(verbose_name=_("Approved"))

    class Meta(Table.Meta):
        model = Round
        fields = ["name", "rubric", "starts_on", "ends_on", "excellent_quota", "count", "graded"]


class EvaluationTable(Table):
    """Evaluations; a total that the user may not see yet is shown as a dash."""

    officer = LinkColumn(
        "evaluations:evaluation_detail",
        accessor="pairing__officer",
        verbose_name=_("Officer"),
        order_by="pairing__officer__pinyin",
    )
    village = tables.Column(
        accessor="pairing__village", verbose_name=_("Village"), order_by="pairing__village__pinyin"
    )
    town = tables.Column(accessor="pairing__village__town", verbose_name=_("Town"))
    total = NumberColumn(accessor="shown_total", verbose_name=_("Total points"))
    grade = StateColumn(field="grade", verbose_name=_("Grade"))
    state = StateColumn()

    class Meta(Table.Meta):
        model = Evaluation
        fields = ["officer", "village", "town", "round", "total", "grade", "state"]


class OfficerEvaluationTable(EvaluationTable):
    """The evaluations of one officer."""

    round = LinkColumn("evaluations:evaluation_detail")

    class Meta(EvaluationTable.Meta):
        exclude = ["officer"]
        sequence = ["round", "..."]


class PeerTable(EvaluationTable):
    """The evaluations of one round, each with its rank and suggested grade."""

    rank = NumberColumn(verbose_name=_("Rank"), empty_values=(), orderable=False)
    suggested = tables.Column(verbose_name=_("Suggested grade"), empty_values=(), orderable=False)

    class Meta(EvaluationTable.Meta):
        fields = ["officer", "village", "town", "total", "rank", "suggested", "grade", "state"]
        exclude = ["round"]

    @cached_property
    def _suggestions(self) -> dict[int, Suggestion]:
        first = next(iter(self.page.object_list if self.page else self.rows), None)
        return ranking.suggestions(first.record.round) if first else {}

    def render_rank(self, record: Evaluation) -> str:
        suggestion = self._suggestions.get(record.pk)
        return str(suggestion.rank) if suggestion else DASH

    def render_suggested(self, record: Evaluation) -> SafeString | str:
        suggestion = self._suggestions.get(record.pk)
        if not suggestion:
            return DASH
        label = str(Evaluation.Grade(suggestion.grade).label)
        if suggestion.beyond_quota:
            label = gettext("%s, beyond the quota") % label
        return badge(suggestion.grade, label)
