"""Which columns of a ledger are shown: as the address says, or as last chosen in this session."""

from dataclasses import dataclass

from django.http import HttpRequest

from jingyan.lazy_text import LazyText
from jingyan.tables import Table

EVERY = "all"
# How many ledgers' choices one session keeps.
KEPT = 40
_SESSION_KEY = "columns"


@dataclass(frozen=True)
class ColumnChoice:
    """One column that may be shown. The first is always there: it leads to the record."""

    name: str
    label: str | LazyText
    is_shown: bool
    is_fixed: bool


class ColumnChooser:
    """Hides the columns of `table` that the reader left out."""

    def __init__(self, request: HttpRequest, table: Table) -> None:
        offered = [column for column in table.columns if not column.column.exclude_from_export]
        names = [column.name for column in offered]
        visible = set(_chosen_names(request, names)) or set(names)
        self.choices = [
            ColumnChoice(
                column.name, column.header, place == 0 or column.name in visible, place == 0
            )
            for place, column in enumerate(offered)
        ]
        for choice in self.choices:
            if not choice.is_shown:
                table.columns.hide(choice.name)

    @property
    def shown(self) -> list[str]:
        """The names of the visible columns."""
        return [choice.name for choice in self.choices if choice.is_shown]

    @property
    def are_chosen(self) -> bool:
        """Whether a column is left out."""
        return len(self.shown) < len(self.choices)


def _chosen_names(request: HttpRequest, names: list[str]) -> list[str]:
    """The columns that the address names, remembered; else the remembered ones. Unknown names are
    ignored.
    """
    choices = getattr(request, "session", {}).get(_SESSION_KEY, {})
    remembered = [name for name in choices.get(request.path, []) if name in names]
    if "columns" not in request.GET:
        return remembered
    chosen = [name for name in names if name in request.GET.getlist("columns")]
    if chosen != remembered:
        others = [(path, columns) for path, columns in choices.items() if path != request.path][
            -KEPT:
        ]
        request.session[_SESSION_KEY] = dict(others) | ({request.path: chosen} if chosen else {})
    return chosen
