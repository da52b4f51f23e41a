"""Settings of the test suite: fixed keys, cheap passwords, a database file that several connections
can share.
"""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "for-the-test-suite-only-" * 2)
os.environ.setdefault("FIELD_KEYS", "t1:" + "dGVzdC1zdWl0ZS1maWVsZC1rZXktMzItYnl0ZXMtLSE=")

from jingyan.settings import *  # noqa: F403
from jingyan.settings import DATABASES, LOGGING, STORAGES
from jingyan.sqlite import INIT_COMMAND

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not :memory:, so that races run over real connections; no fsync, since nothing
    # outlives the run.
    DATABASES["default"]["TEST"] = {
        "NAME": os.path.join(tempfile.mkdtemp(prefix="jingyan-test-"), "test.sqlite3")
    }
    DATABASES["default"]["OPTIONS"]["init_command"] = INIT_COMMAND.replace(
        "synchronous=FULL", "synchronous=OFF"
    )
else:
    # No need to wait for the disk: the database is dropped in the end.
    DATABASES["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# Of each process of the suite: runs side by side don't wait for one another's workbooks.
VAR_DIR = Path(tempfile.mkdtemp(prefix="jingyan-var-"))
# Regardless of the environment: tests that need demo mode set it.
DEMO = False
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="jingyan-media-"))
REDIS_URL = CELERY_BROKER_URL = ""
SECOND_FACTOR_ROLES = []
# A line for each of a hundred thousand requests (6 % of the matrix in a profile); the tests of the
# log ask for it.
LOGGING["loggers"]["django_structlog.middlewares"] = {"level": "WARNING"}
