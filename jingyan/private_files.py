"""What lies under VAR_DIR belongs to the service's user alone, except for the static files, which
all users may read.

Directories on the way to the static files may be passed through, not listed: a web server in front
that runs as another user reads them, and nothing else.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PRIVATE_UMASK = 0o077
PUBLIC_FILE, PUBLIC_DIRECTORY = 0o644, 0o755
# Of a directory that others pass through.
PASSAGE = 0o711


@contextmanager
def readable_by_all() -> Iterator[None]:
    """Make files that are written inside the block readable by all users."""
    before = os.umask(0o022)
    try:
        yield
    finally:
        os.umask(before)


def prepare_directory(directory: Path) -> None:
    """Make VAR_DIR; one that is there already is closed to lists of others, and never opened
    further.
    """
    if not directory.exists():
        directory.mkdir(parents=True)
        directory.chmod(PASSAGE)
    _restrict(directory, PASSAGE)


def close(directory: Path, *, public: Path) -> None:
    """Close to other users all that an earlier version left open below `directory`, except for
    `public`.
    """
    for place, names, files in os.walk(directory):
        names[:] = [name for name in names if Path(place, name) != public]
        for name in names:
            _restrict(Path(place, name), 0o700)
        for name in files:
            _restrict(Path(place, name), 0o700)


def close_database(path: Path) -> None:
    """As `close`, for a database of SQLite and its logs, in any directory."""
    for part in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        if part.is_file():
            _restrict(part, 0o700)


def _restrict(path: Path, most: int) -> None:
    """Leave of the permissions at most `most`. Another user's files are left alone."""
    if path.is_symlink() or path.stat().st_uid != os.geteuid():
        return
    mode = path.stat().st_mode & 0o7777
    if mode & ~most:
        path.chmod(mode & most)
