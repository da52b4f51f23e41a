"""Structured logs without personal data: who by key, never by name; what by path, never with what
was asked for.

Every line passes `scrub`, whichever package wrote it: ID numbers, mobile phones, passwords, tokens
and cookies leave no trace. A traceback names files and lines, never the values of variables.
"""

import logging
import re
from collections.abc import Mapping
from typing import Any

import structlog
from structlog.processors import CallsiteParameter, CallsiteParameterAdder
from structlog.stdlib import ProcessorFormatter

GONE = "[removed]"
NUMBER = "[number]"
# In characters. An error page that fails itself logs one traceback after another: a client that can
# cause a failure must not be able to fill the disk.
LONGEST_TEXT = 2_000
LONGEST_TRACEBACK = 8_000
SECRETS = r"passw(?:or)?d|passwd|secret|token|session_?(?:id|key)|api_?key|csrf\w*|field_keys|otp"
_SECRET_KEY = re.compile(rf"{SECRETS}|cookie|authorization", re.IGNORECASE)
# `password=x`, `'token': 'x'`: what follows the name, to the end of the quote or of the word.
# Bounded, so that no text is slow to search.
_SECRET = re.compile(
    rf"(?P<name>(?:{SECRETS})[\w-]{{0,20}}[\"']?\s?[:=]>?\s?)(?:\"[^\"]{{0,500}}\"|'[^']{{0,500}}'|[^\s\"'&,;)}}\]]+)",
    re.IGNORECASE,
)
_HEADER = re.compile(r"(?P<name>\b(?:cookie|authorization)\b\s*[:=]\s*)[^\r\n]*", re.IGNORECASE)
# With or without a right check digit, with or without gaps; the fifteen digits of old cards as
# well.
_ID_NUMBER = re.compile(r"\d{6}[ -]\d{8}[ -]?\d{3}[\dXxＸｘ]|\d{14,}[\dXxＸｘ]")
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[ -]?)?[1１][3-9３-９]\d(?:[ -]?\d{4}){2}(?!\d)")
# What the database adds to an error: the values of the row that it refused.
_ROW = re.compile(r"DETAIL: [^\r\n]*")
_LINE_ENDS = re.compile(r"[\r\n\x85\u2028\u2029]+")


def scrub(text: str) -> str:
    """`text` without numbers that name people and without secrets."""
    text = _ROW.sub(f"DETAIL: {GONE}", text)
    text = _HEADER.sub(rf"\g<name>{GONE}", text)
    return without_numbers(_SECRET.sub(rf"\g<name>{GONE}", text))


def without_numbers(text: str) -> str:
    """`text` without ID numbers and mobile phones."""
    return _MOBILE.sub(NUMBER, _ID_NUMBER.sub(NUMBER, text))


def clean(value: object) -> object:
    """`value` fit for a log: scrubbed all the way down, secrets left out by their names, on one
    line.
    """
    if isinstance(value, Mapping):
        return {
            str(key): GONE if _SECRET_KEY.search(str(key)) else clean(item)
            for key, item in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [clean(item) for item in value]
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return value if scrub(str(value)) == str(value) else NUMBER
    return _LINE_ENDS.sub("⏎", scrub(str(value)))


def without_personal_data(_logger: object, _name: str, event: dict[str, Any]) -> dict[str, Any]:
    """The processor before every renderer. What it is given last, a traceback, keeps its lines."""
    return {
        key: value if key.startswith("_") or key == "exc_info" else _field(key, value)
        for key, value in event.items()
    }


def _field(key: str, value: object) -> object:
    if key == "exception":
        return shortened(scrub(str(value)), LONGEST_TRACEBACK)
    if _SECRET_KEY.search(key):
        return GONE
    plain = clean(value)
    # Once it is scrubbed: half of a number would not be recognised.
    text = plain if isinstance(plain, str) else str(plain)
    return shortened(text, LONGEST_TEXT) if len(text) > LONGEST_TEXT else plain


def shortened(text: str, longest: int) -> str:
    """`text`, or its beginning and its end: a traceback begins with the first cause and ends with
    the last failure.
    """
    if len(text) <= longest:
        return text
    half = longest // 2
    return f"{text[:half]} … {len(text) - 2 * half} characters left out … {text[-half:]}"


class Formatter(ProcessorFormatter):
    """Renders a record, and looks once more at the finished line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line as it leaves the process."""
        return without_numbers(super().format(record))


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]


def configuration(*, readable: bool) -> dict[str, Any]:
    """LOGGING, and structlog with it: JSON for machines, or lines for people at a terminal."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    quiet = {"level": "WARNING"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"()": Formatter, "foreign_pre_chain": SHARED, "processors": _last(readable)}
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {
            # Django would send mails with the values of variables, and write each failure a second
            # time.
            "django": {"handlers": [], "propagate": True},
            "django.server": {"handlers": [], "propagate": True},
            "django.request": {"level": "CRITICAL"},
            # Beat and worker look at the Job table every few seconds; a terminal is for what goes
            # wrong.
            "celery": quiet,
            "django_structlog.celery": quiet,
            "django_structlog.middlewares": quiet if readable else {"level": "INFO"},
        },
    }


def _last(readable: bool) -> list[Any]:
    """From the record to its line."""
    plain = structlog.dev.plain_traceback
    render: list[Any] = [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=plain)]
    if not readable:
        where = CallsiteParameterAdder({CallsiteParameter.PROCESS})
        render = [where, structlog.processors.JSONRenderer(ensure_ascii=False)]
    return [
        ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        without_personal_data,
        *render,
    ]
