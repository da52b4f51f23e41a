"""A process without its secrets refuses to start and says what is missing."""

import subprocess
import sys

import pytest
from django.conf import settings

GOOD = {"SECRET_KEY": "s" * 40, "FIELD_KEYS": "k1:" + "a" * 43 + "="}
# Without the .env file that a developer's checkout may have.
SETUP = "import environ; environ.Env.read_env = lambda *_: None; import django; django.setup(); print('started')"


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    """Set Django up in a process whose environment holds these variables only."""
    clean = {"PYTHONPATH": str(settings.BASE_DIR), "DJANGO_SETTINGS_MODULE": "jingyan.settings"}
    command = [sys.executable, "-c", SETUP]
    return subprocess.run(command, env=clean | environment, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("name", ["SECRET_KEY", "FIELD_KEYS"])
@pytest.mark.parametrize("value", [None, "", "too-short"])
def test_a_missing_or_short_secret_stops_the_start_and_is_named(name, value):
    environment = {key: text for key, text in GOOD.items() if key != name} | ({} if value is None else {name: value})
    done = start(**environment)
    assert done.returncode != 0
    assert f"ImproperlyConfigured: {name} is missing" in done.stderr
    assert ".env.example" in done.stderr


def test_with_its_secrets_it_starts():
    done = start(**GOOD)
    assert (done.returncode, done.stdout) == (0, "started\n"), done.stderr
