"""The register of demonstration titles."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import DictionaryLabels, Town, User
from accounts.registers import (
    ImportColumn,
    ModelRegister,
    RegisterRow,
    choice,
    code,
    look_up,
    register,
    text,
)
from jingyan import parsing
from jingyan.sheets.writer import Cellable
from villages.actions.title import won_that_year
from villages.imports.places import find_villages
from villages.models import Title


@register
class TitleRegister(ModelRegister[Title]):
    """Demonstration titles of villages and of whole towns."""

    name = "titles"
    title = gettext_lazy("Demonstration titles")
    permission = "titles.change"
    view_permission = "villages.view"
    ledger = "villages:title_list"
    turn = 3
    model = Title

    def columns(self) -> Sequence[ImportColumn]:
        """The columns; a title belongs to the village or to the town whose code is given."""
        return [
            ImportColumn("village_code", gettext_lazy("Village code"), code(12), key=True),
            ImportColumn("town_code", gettext_lazy("town code"), code(9), key=True),
            ImportColumn("name", gettext_lazy("title"), text(100), required=True, key=True),
            ImportColumn(
                "level",
                gettext_lazy("level"),
                choice(DictionaryLabels("title_level")),
                required=True,
                key=True,
            ),
            ImportColumn(
                "awarded_on",
                gettext_lazy("Awarded on"),
                parsing.parse_date,
                required=True,
                key=True,
            ),
            ImportColumn("issuer", gettext_lazy("issuer"), text(100)),
            ImportColumn("document", pgettext_lazy("title", "document"), text(100)),
        ]

    def find(self, lines: Sequence[RegisterRow], *, by: User) -> None:
        """Find the village or the town; both may be given if they belong together."""
        find_villages(lines, by=by)
        unknown = _("No town has this code. Compare it with the list of towns.")
        look_up(lines, "town_code", Town.objects.all(), by=by, field="code", unknown=unknown)
        for line in lines:
            village, town = line.found.get("village_code"), line.found.get("town_code")
            if not line.filled("village_code") and not line.filled("town_code"):
                line.fault(
                    "village_code",
                    _("Enter the code of the village, or of the town whose own title it is."),
                )
            elif village and town and village.town_id != town.pk:
                line.fault(
                    "town_code",
                    _("The village belongs to another town. Correct one of the two codes."),
                )

    def key(self, line: RegisterRow) -> Hashable | None:
        """A title is identified by place, name, level and day."""
        place = line.found.get("village_code") or line.found.get("town_code")
        words = tuple(line.get(name) for name in ("name", "level", "awarded_on"))
        return (place._meta.label, place.pk, *words) if place and all(words) else None

    def key_of(self, record: Title) -> Hashable:
        """Same as `key`, of a stored title."""
        place = record.village or record.town
        return (place._meta.label, place.pk, record.name, record.level, record.awarded_on)

    def stored(self, lines: Sequence[RegisterRow], *, by: User) -> QuerySet[Title]:
        """All titles with the names that the rows give, within the towns that they name."""
        towns = {_town(line).pk for line in lines if line.found}
        names = {line["name"] for line in lines if "name" in line}
        return Title.objects.filter(town__in=towns, name__in=names).select_related(
            "village", "town"
        )

    def new(self, line: RegisterRow, *, by: User) -> Title:
        """The unsaved title of a new row."""
        return Title(
            town=_town(line),
            village=line.found.get("village_code"),
            name=line["name"],
            level=line["level"],
            awarded_on=line["awarded_on"],
        )

    def check(self, line: RegisterRow, *, by: User) -> None:
        """Refuse future days."""
        if line.get("awarded_on", line.record.awarded_on) > timezone.localdate():
            line.fault("awarded_on", _("This day is still to come. Enter the day of the award."))

    def resolve(self, lines: Sequence[RegisterRow], *, by: User) -> None:
        """Also refuse the same title twice in a year, whether stored or in the same sheet."""
        super().resolve(lines, by=by)
        titles: dict[tuple[int, str], list[Title]] = defaultdict(list)
        for title in self.on_file:
            titles[title.town_id, title.name].append(title)
        for line in lines:
            if line.record is None or line.faults or not line.is_new:
                continue
            others = titles[line.record.town_id, line.record.name]
            if words := won_that_year(line.record, others):
                line.fault("awarded_on", words)
            others.append(line.record)

    def records(self, *, by: User) -> QuerySet[Title]:
        """All titles that `by` sees."""
        titles = Title.objects.visible_to(by).select_related("village", "town")
        return titles.order_by("town__code", "awarded_on", "pk")

    def cells(self, record: Title) -> Mapping[str, Cellable]:
        """The cells of one title; a village's title has no town code."""
        return {
            "village_code": record.village.code if record.village else None,
            "town_code": None if record.village else record.town.code,
            "name": record.name,
            "level": record.level,
            "awarded_on": record.awarded_on,
            "issuer": record.issuer,
            "document": record.document,
        }


def _town(line: RegisterRow) -> Town:
    village = line.found.get("village_code")
    town: Town = village.town if village else line.found["town_code"]
    return town
