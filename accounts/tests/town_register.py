"""A small register for the tests of the engine and of its pages: towns, saved in bulk."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from accounts.models import Town, User
from accounts.registers import ImportColumn, ModelRegister, RegisterRow, choice, code, look_up, text
from jingyan import parsing
from jingyan.sheets.writer import Cellable


class TownRegister(ModelRegister[Town]):
    """Towns, in bulk."""

    name, title, model = "towns", "Towns", Town
    permission = view_permission = "villages.import"
    ledger = "accounts:town_list"

    def columns(self) -> Sequence[ImportColumn]:
        return [
            ImportColumn("code", "代码", code(9), required=True, key=True),
            ImportColumn("name", "名称", text(10), for_new=True),
            ImportColumn(
                "phone", "电话", parsing.parse_phone, export=False, mask=parsing.mask_phone
            ),
            ImportColumn("neighbour", "邻镇", code(9)),
            ImportColumn("kind", "类别", choice(dict(Town.Kind.choices))),
        ]

    def find(self, lines: Sequence[RegisterRow], *, by: User) -> None:
        look_up(
            lines,
            "neighbour",
            Town.objects.all(),
            by=by,
            field="code",
            unknown="no such town",
            outside="not yours",
        )

    def stored(self, lines: Sequence[RegisterRow], *, by: User) -> QuerySet[Town]:
        return Town.objects.filter(code__in=[line["code"] for line in lines if "code" in line])

    def key_of(self, record: Town) -> tuple[str]:
        return (record.code,)

    def new(self, line: RegisterRow, *, by: User) -> Town:
        return Town(code=line["code"], kind="town", county_code="511124", county_name="井研县")

    def attributes(self, line: RegisterRow) -> Mapping[str, Any]:
        return {name: line[name] for name in ("name", "kind") if name in line}

    def records(self, *, by: User) -> QuerySet[Town]:
        return Town.objects.visible_to(by)

    def cells(self, record: Town) -> Mapping[str, Cellable]:
        return {"code": record.code, "name": record.name, "kind": record.kind}
