"""How every connection to SQLite is opened, and which versions of its library lose commits if
opened otherwise.
"""

import sqlite3

# cache_spill: a page that has been written to the log before the commit, and is rolled back to a
# savepoint, makes the affected versions commit frames with wrong checksums. After a crash, recovery
# stops there and drops all that followed.
INIT_COMMAND = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
    "PRAGMA foreign_keys=ON; PRAGMA cache_spill=OFF;"
)
# Measured: without IMMEDIATE and WAL, most concurrent read-then-write transactions end in "database
# is locked".
OPTIONS = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": INIT_COMMAND}
# Measured with the sequence in tests/test_sqlite.py: 3.40.1, 3.46.1, 3.49.2, 3.50.0 and 3.50.1 lose
# the commits; 3.50.2, 3.50.3, 3.50.4, 3.51.0 and 3.51.1 keep them.
FIRST_UNAFFECTED = (3, 50, 2)


def warning(version: tuple[int, int, int] = sqlite3.sqlite_version_info[:3]) -> str:
    """The warning to print at the start about this version of the library, or ""."""
    if version >= FIRST_UNAFFECTED:
        return ""
    return (
        f"SQLite {_dotted(version)}: versions before {_dotted(FIRST_UNAFFECTED)} are known to lose "
        "commits in a crash "
        "after a rollback to a savepoint, if pages had been written to the log before the commit. "
        "Because of it cache_spill is off: pages stay in memory until the commit."
    )


def _dotted(version: tuple[int, int, int]) -> str:
    return ".".join(map(str, version))
