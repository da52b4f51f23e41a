"""Settings: every choice that differs between machines comes from the environment (see
.env.example).
"""

import logging
import os
from pathlib import Path
from typing import Any

import bootstrap_wrapper
import django_tomselect
import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from jingyan import demo, logs, sqlite
from jingyan.key_strength import SHORTEST_SECRET, refuse_weak_key, refuse_weak_secret
from jingyan.private_files import PRIVATE_UMASK, PUBLIC_DIRECTORY, PUBLIC_FILE
from jingyan.refusals import refuse_open_doors

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

# What any process writes is for the service's user only: the database, uploads, the schedule of
# beat.
os.umask(PRIVATE_UMASK)
DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
DEMO_PASSWORD = demo.PASSWORD
VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var")))
# What `make run` has made where there was no secret, so that the commands work as well.
environ.Env.read_env(demo.secrets_file(VAR_DIR, is_demo=DEMO))


def secret(name: str) -> str:
    """A secret from the environment; there is no default, so that no installation shares one."""
    value = env(name, default="")
    if len(value) < SHORTEST_SECRET:
        raise ImproperlyConfigured(
            f"{name} is missing or shorter than {SHORTEST_SECRET} characters. Set it in the "
            "environment or in .env "
            "(see .env.example); `make run` makes one by itself for the demonstration, and `make "
            "run DEMO=0` "
            "for an installation that has no database yet."
        )
    return str(value)


SECRET_KEY = secret("SECRET_KEY")
refuse_weak_secret("SECRET_KEY", SECRET_KEY)
FIELD_KEYS = secret("FIELD_KEYS")
refuse_weak_key(FIELD_KEYS)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Proxies whose X-Forwarded-For is believed, by address; "unix" for one that comes through a socket.
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])
refuse_open_doors(debug=DEBUG, hosts=ALLOWED_HOSTS, env_file=BASE_DIR / ".env", demo=DEMO)
COUNTY_CODE = env("COUNTY_CODE", default="511124")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "django_tables2",
    "jingyan",
    "accounts",
    "villages",
    "officers",
    "pairings",
    "evaluations",
    "reports",
]

MIDDLEWARE = [
    "jingyan.middleware.PermissionsPolicy",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "jingyan.middleware.LargestRequest",
    "jingyan.middleware.ReadableBody",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "jingyan.middleware.RequestLog",
    "accounts.middleware.VisitMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.NumbersStayOutOfAddresses",
    "jingyan.middleware.StepsAreNoPages",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "accounts.middleware.LockedDoor",
    "accounts.middleware.PlainAnswers",
]

ROOT_URLCONF = "jingyan.urls"
CSRF_FAILURE_VIEW = "jingyan.error_pages.csrf_failure"
WSGI_APPLICATION = "jingyan.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context.shell",
            ],
        },
    }
]
# A version is found by its record.
SIMPLE_HISTORY_DATE_INDEX = False
FORM_RENDERER = "jingyan.rendering.Renderer"

DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = dict(sqlite.OPTIONS)
else:
    # Measured: compiling a query that counts by subqueries took a second, running it a tenth of
    # that.
    options = {"options": "-c jit=off"} | DATABASES["default"].get("OPTIONS", {})
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.sessions.backends.Backend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarityValidator": {},
        "MinimumLengthValidator": {"min_length": 10},
        "NumericPasswordValidator": {},
    }.items()
]
AUTH_PASSWORD_VALIDATORS += [
    {"NAME": f"accounts.sessions.passwords.{name}", "OPTIONS": {}}
    for name in ("NotPublishedValidator", "MixedOrLongValidator")
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "reports:home"
LOGOUT_REDIRECT_URL = "accounts:login"
# How many failed log-ins lock what, and for how many seconds each of them counts.
LOG_IN_LIMITS = {
    # One person's slips lock this person only, and not their colleagues behind the same address.
    "user_and_address": (5, 15 * 60),
    # Guesses at one account from many addresses. More than this in an hour is no mistake.
    "user": (20, 60 * 60),
    # Wrong codes of a second factor, from any address: the user has the password. Three codes
    # in a million fit at a time, so that a year of guessing at this rate succeeds once in ninety.
    "code": (10, 24 * 60 * 60),
    # Guesses at many accounts. Twenty people behind one address may each slip twice in a quarter of
    # an hour, and signing in clears a user's own failed attempts.
    "address": (50, 15 * 60),
}
# That an account is locked shows only to the right password, so this many are still checked while
# it is locked; after them none is, and every password is answered as a wrong one: a lock must not
# become a place for guessing.
LOG_IN_CHECKS_WHILE_LOCKED = 5

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["jingyan.formats"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# A service worker rules over the pages below its own address.
WHITENOISE_ROOT = BASE_DIR / "jingyan" / "root"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("bootstrap", bootstrap_wrapper.get_bootstrap_css_dir()),
    ("tom-select", Path(django_tomselect.__file__).parent / "static" / "django_tomselect"),
]
MEDIA_ROOT = VAR_DIR / "media"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Nothing secret, and a web server in front runs as another user.
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage",
        "OPTIONS": {
            "file_permissions_mode": PUBLIC_FILE,
            "directory_permissions_mode": PUBLIC_DIRECTORY,
        },
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
# All files of one step together; a proxy in front must let a little more through, so that our page
# says why not.
LARGEST_REQUEST = 100 * 1024 * 1024

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
FILTERS_EMPTY_CHOICE_LABEL = _("All")
DJANGO_TABLES2_TEMPLATE = "_parts/table.html"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
# A visit lasts twelve hours at most, and ends after half an hour without a request.
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_SECONDS", default=1800)
# Roles that have to set up a second factor before anything else; all users may.
SECOND_FACTOR_ROLES = env.list(
    "SECOND_FACTOR_ROLES", default=[] if DEMO else ["leader", "administrator"]
)
# How long a password that was given opens the steps that ask for one, such as the reveal of
# numbers.
PASSWORD_RECENT_SECONDS = 15 * 60
# A county intranet may start without TLS; TLS=1 turns on everything that needs it.
TLS = env.bool("TLS", default=False)
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TLS
SECURE_HSTS_SECONDS = 31_536_000 if TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = TLS
if TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Unset in the tests and in one-off commands: the work then waits for a worker's own look at the Job
# table.
REDIS_URL = env("REDIS_URL", default="")
CELERY_BROKER_URL = REDIS_URL
# A worker that is silent for this long counts as dead, and its job goes to the next one.
JOB_LEASE_SECONDS = env.int("JOB_LEASE_SECONDS", default=30)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "unacked_restore_throttle": 1,
    "socket_timeout": 2,
    "socket_connect_timeout": 2,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE = {
    "run due jobs": {
        "task": "accounts.run_due_jobs",
        "schedule": 5.0,
        "kwargs": {"by_beat": True},
        "options": {"expires": 5.0},
    },
    "verify trail": {"task": "accounts.verify_trail", "schedule": crontab(hour=3, minute=20)},
    "drop expired files": {
        "task": "accounts.drop_expired_files",
        "schedule": crontab(minute="*/10"),
    },
    "send due notices": {"task": "accounts.send_due_notices", "schedule": crontab(minute=20)},
    "watch publicities": {"task": "officers.watch_publicities", "schedule": crontab(minute=5)},
    "expire appointments": {"task": "pairings.expire_appointments", "schedule": crontab(minute=15)},
    "issue due reports": {"task": "reports.issue_due_reports", "schedule": crontab(minute=10)},
    # The dashboard is right without it, and fast again with it.
    "refresh summary": {
        "task": "reports.refresh_summary",
        "schedule": 10.0,
        "options": {"expires": 10.0},
    },
    "rebuild summary": {"task": "reports.rebuild_summary", "schedule": crontab(hour=2, minute=40)},
}
# How many days after a period closes its report is computed: late entries have come in by then.
REPORT_DELAY_DAYS = env.int("REPORT_DELAY_DAYS", default=10)

# JSON lines for log collectors; plain lines on a terminal.
LOGGING = logs.configuration(readable=DEBUG or DEMO)
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
DJANGO_STRUCTLOG_STATUS_4XX_LOG_LEVEL = logging.INFO
SILENCED_SYSTEM_CHECKS: list[str] = []
UNIT_NAME = _("Jingyan County United Front Work Department")
