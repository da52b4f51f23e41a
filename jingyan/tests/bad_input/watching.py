"""What a request writes to the database, and whether all of it would be taken by PostgreSQL."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from jingyan.tests.two_towns import undone

# What somebody did is remembered, come of it what may.
KEPT_APART = re.compile(
    r'"(django_session|accounts_visit|accounts_trail\w+|accounts_draft|accounts_secondfactor|accounts_loginfailure)"'
)
WRITES = re.compile(r"^(INSERT|UPDATE|DELETE|REPLACE)", re.IGNORECASE)


@dataclass
class Written:
    """What a request writes: the statements that no rollback has undone."""

    statements: list[tuple[str, Any]] = field(default_factory=list)
    marks: dict[str, int] = field(default_factory=dict)
    # The statement that PostgreSQL would not take: SQLite does.
    refused: str = ""

    def __call__(self, execute: Any, sql: str, params: Any, *rest: Any) -> Any:
        """Note a statement."""
        words = sql.split()
        if isinstance(params, list | tuple) and any(
            isinstance(value, str) and "\0" in value for value in params
        ):
            self.refused = f"NUL in {sql[:90]}"
        if words[0] == "SAVEPOINT":
            self.marks[words[1]] = len(self.statements)
        elif words[:3] == ["ROLLBACK", "TO", "SAVEPOINT"]:
            del self.statements[self.marks[words[3]] :]
        elif WRITES.match(sql) and not KEPT_APART.search(sql):
            self.statements.append((sql, params))
        return execute(sql, params, *rest)


@contextmanager
def watched() -> Iterator[Written]:
    """Everything is undone in the end."""
    written = Written()
    with undone(), connection.execute_wrapper(written):
        yield written
