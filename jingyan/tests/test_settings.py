"""A process without its secrets refuses to start and says what is missing."""

import secrets
import socket
import subprocess
import sys
from contextlib import nullcontext

import pytest
import time_machine
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from jingyan.crypto import new_key
from jingyan.key_strength import refuse_weak_key, refuse_weak_secret
from jingyan.refusals import is_loopback, refuse_open_doors

GOOD = {"SECRET_KEY": secrets.token_urlsafe(48), "FIELD_KEYS": new_key("k1")}
ZEROS = "k0:" + "A" * 43 + "="
# Without the .env file that a developer's checkout may have.
ALONE = "import environ; environ.Env.read_env = lambda *_: None; import django; django.setup(); "
SETUP = f"{ALONE}print('started')"
CHECK = f"{ALONE}from django.core.management import call_command as call; call('check', deploy=True, fail_level='WARNING')"
# As .env.example asks of an installation behind a proxy that ends TLS.
PRODUCTION = GOOD | {
    "SECRET_KEY": "".join(f"{number:03x}" for number in range(20)),
    "TLS": "1",
    "ALLOWED_HOSTS": "jingyan.example.gov.cn",
    "CSRF_TRUSTED_ORIGINS": "https://jingyan.example.gov.cn",
}


def start(code=SETUP, **environment):
    """Set Django up in a process whose environment holds these variables only, and run `code`."""
    clean = {"PYTHONPATH": str(settings.BASE_DIR), "DJANGO_SETTINGS_MODULE": "jingyan.settings"}
    command = [sys.executable, "-c", code]
    return subprocess.run(
        command, env=clean | environment, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("name", ["SECRET_KEY", "FIELD_KEYS"])
@pytest.mark.parametrize("value", [None, "", "too-short"])
def test_a_missing_or_short_secret_stops_the_start_and_is_named(name, value):
    environment = {key: text for key, text in GOOD.items() if key != name} | (
        {} if value is None else {name: value}
    )
    done = start(**environment)
    assert done.returncode != 0
    assert f"ImproperlyConfigured: {name} is missing" in done.stderr
    assert ".env.example" in done.stderr


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"SECRET_KEY": "s" * 40}, "SECRET_KEY can be guessed"),
        ({"SECRET_KEY": "abcdefghij" * 5}, "SECRET_KEY can be guessed"),
        (
            {"SECRET_KEY": "django-insecure-" + secrets.token_urlsafe(48)},
            "SECRET_KEY can be guessed",
        ),
        ({"FIELD_KEYS": ZEROS}, "The key “k0” of FIELD_KEYS can be guessed"),
        ({"FIELD_KEYS": "k0:" + "abc" * 14 + "a="}, "The key “k0” of FIELD_KEYS can be guessed"),
        ({"FIELD_KEYS": "a text of more than thirty-two letters"}, "FIELD_KEYS must list"),
    ],
)
def test_a_secret_that_can_be_guessed_stops_the_start_and_is_named(change, words):
    done = start(**GOOD | change)
    assert done.returncode != 0
    assert f"ImproperlyConfigured: {words}" in done.stderr
    assert ".env.example" in done.stderr


def test_a_weak_key_of_old_opens_what_it_sealed_until_the_keys_are_rotated():
    done = start(**GOOD | {"FIELD_KEYS": f"{new_key('k1')},{ZEROS}"})
    assert (done.returncode, done.stdout) == (0, "started\n"), done.stderr


def test_no_secret_made_at_random_is_called_weak():
    for _ in range(2000):
        refuse_weak_secret("SECRET_KEY", secrets.token_hex(16))
        refuse_weak_key(new_key("k1"))


def test_with_its_secrets_it_starts():
    done = start(**GOOD)
    assert (done.returncode, done.stdout) == (0, "started\n"), done.stderr


def test_djangos_deployment_check_finds_nothing_in_production():
    done = start(CHECK, **PRODUCTION)
    assert (done.returncode, done.stdout) == (
        0,
        "System check identified no issues (0 silenced).\n",
    ), done.stderr


@pytest.mark.parametrize("change", [{"TLS": "0"}, {"DEBUG": "1", "ALLOWED_HOSTS": "localhost"}])
def test_djangos_deployment_check_has_its_eyes_open(change):
    done = start(CHECK, **PRODUCTION | change)
    assert done.returncode != 0
    assert "security.W0" in done.stderr


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "jingyan.example.gov.cn,*"}, "ALLOWED_HOSTS"),
        ({"DEBUG": "1", "ALLOWED_HOSTS": "jingyan.example.gov.cn"}, "DEBUG"),
        ({"DEMO": "1", "ALLOWED_HOSTS": "jingyan.example.gov.cn"}, "DEMO"),
        ({"DEMO": "true", "ALLOWED_HOSTS": "127.0.0.1,localhost,jingyan.example.gov.cn"}, "DEMO"),
    ],
)
def test_settings_that_open_the_system_to_all_stop_the_start(change, words):
    done = start(**GOOD | change)
    assert done.returncode != 0
    assert f"ImproperlyConfigured: {words}" in done.stderr


@pytest.mark.parametrize(
    "command",
    [
        ["manage.py", "check"],
        ["manage.py", "seed_demo"],
        ["-m", "celery", "--app=jingyan", "worker"],
        ["-m", "jingyan.prepare"],
        ["-c", "import jingyan.wsgi"],
    ],
)
def test_no_program_of_the_house_starts_in_demo_mode_under_a_name_that_others_reach(
    command, tmp_path
):
    place = {"VAR_DIR": str(tmp_path / "var"), "DJANGO_SETTINGS_MODULE": "jingyan.settings"}
    environment = GOOD | place | {"DEMO": "1", "ALLOWED_HOSTS": "localhost,jingyan.example.gov.cn"}
    done = subprocess.run(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "ALLOWED_HOSTS also holds jingyan.example.gov.cn" in done.stderr
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.0.0.2",
        "::1",
        "[::1]",
        "localhost",
        "LOCALHOST",
        ".localhost",
        "county.localhost",
    ],
)
def test_loopback_names_mean_this_machine_alone(host):
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    [
        socket.gethostname(),
        "testserver",
        "jingyan",
        "jingyan.example.gov.cn",
        ".gov.cn",
        "notlocalhost",
        "0.0.0.0",
        "localhost.example.gov.cn",
        "127.0.0.1.example.gov.cn",
        ".127.0.0.1",
        "10.0.0.1",
        "192.168.1.10",
        "[fe80::1]",
        "::",
        "",
    ],
)
def test_other_names_do_not_even_where_they_lead_to_this_machine(host):
    assert not is_loopback(host)


def test_demo_mode_starts_on_this_machine_and_a_public_name_without_it():
    assert (
        start(**GOOD | {"DEMO": "1", "ALLOWED_HOSTS": "127.0.0.1,[::1],localhost"}).returncode == 0
    )
    assert start(**GOOD | {"DEMO": "1"}).returncode == 0
    assert start(**GOOD | {"DEMO": "0", "ALLOWED_HOSTS": "jingyan.example.gov.cn"}).returncode == 0


def test_debug_starts_on_the_own_machine():
    assert start(**GOOD | {"DEBUG": "1"}).returncode == 0


def test_keys_that_all_users_may_read_stop_the_start(tmp_path):
    kept = tmp_path / ".env"
    kept.write_text("SECRET_KEY=")
    for mode, refused in ((0o600, False), (0o640, False), (0o644, True), (0o606, True)):
        kept.chmod(mode)
        with pytest.raises(ImproperlyConfigured) if refused else nullcontext():
            refuse_open_doors(debug=False, hosts=["localhost"], env_file=kept)


def test_a_clock_of_years_ago_stops_the_start(tmp_path):
    with time_machine.travel("2020-01-01"), pytest.raises(ImproperlyConfigured, match="clock"):
        refuse_open_doors(debug=False, hosts=["localhost"], env_file=tmp_path / "none")
