"""The product's settings with a small page cache on SQLite: a job's five hundred rows are more than it holds."""

from jingyan.settings import *  # noqa: F403
from jingyan.settings import DATABASES

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA cache_size=-400;"
