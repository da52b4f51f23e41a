"""Chinese messages without GNU gettext: `python -m jingyan.messages update|compile|check`.

Words of other packages that lack a Chinese message are listed with `gettext_noop` in our own code,
so that `update` keeps their entries too.
"""

import io
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

BASE_DIR = Path(__file__).resolve().parent.parent
SOURCES = (
    "accounts",
    "evaluations",
    "jingyan",
    "officers",
    "pairings",
    "reports",
    "templates",
    "villages",
)
SUFFIXES = (".py", ".html", ".txt")
CATALOGUE = BASE_DIR / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
VOLATILE = re.compile(
    r'^"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Generated-By|Report-Msgid).*\n', re.M
)


def _files() -> Iterator[Path]:
    """The files that may hold messages, in a stable order."""
    for source in SOURCES:
        for path in sorted((BASE_DIR / source).rglob("*")):
            parts = path.relative_to(BASE_DIR).parts
            if path.suffix in SUFFIXES and not {"tests", "migrations"} & set(parts):
                yield path


def _code(path: Path) -> bytes:
    """The file as Python tokens: a template is blanked out between its messages."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Without indentation, which means nothing in a template and everything to a Python
        # tokenizer.
        text = "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).splitlines())
    return text.encode()


def extracted() -> Catalog:
    """All messages that code and templates use, in the order of the files, without translations."""
    catalog = Catalog(
        locale="zh_Hans", project="Jingyan village officers", fuzzy=False, charset="utf-8"
    )
    for path in _files():
        name = path.relative_to(BASE_DIR).as_posix()
        for line, words, _comments, context in extract(
            "python", io.BytesIO(_code(path)), keywords=KEYWORDS
        ):
            catalog.add(words, locations=[(name, line)], context=context)
    return catalog


def stored() -> Catalog:
    """The catalogue as the repository has it; empty where there is none yet."""
    if not CATALOGUE.exists():
        return Catalog(locale="zh_Hans")
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="zh_Hans", charset="utf-8")


def _entries(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def _strings(value: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def update() -> None:
    """Rewrite the catalogue: translations kept, new messages empty, unused ones gone, nothing
    fuzzy.
    """
    old, new = stored(), extracted()
    for message in _entries(new):
        stored_message = old.get(message.id, message.context)
        if stored_message and stored_message.id == message.id:
            message.string = stored_message.string
    out = io.BytesIO()
    write_po(out, new, width=100, include_lineno=False, ignore_obsolete=True)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_text(_without_dates(out.getvalue().decode()), encoding="utf-8")


def _without_dates(text: str) -> str:
    """A catalogue whose header never changes by itself, so that a diff shows messages only."""
    head, blank, body = text.partition("\n\n")
    head = "\n".join(line for line in head.splitlines() if not line.startswith("#")) + "\n"
    return VOLATILE.sub("", head).rstrip("\n") + blank + body


def compile_catalogue() -> None:
    """Write the .mo that Django reads, in one step, since a server may be reading the old one."""
    target = CATALOGUE.with_suffix(".mo")
    target.parent.mkdir(parents=True, exist_ok=True)
    # Several runs may do this at the same moment.
    fresh = target.with_suffix(f".mo.{os.getpid()}")
    with fresh.open("wb") as file:
        write_mo(file, stored())
    fresh.replace(target)


def _fault(message: Message, stored_message: Message | None) -> str:
    if stored_message is None or stored_message.id != message.id:
        return "not in the catalogue"
    strings = _strings(stored_message.string)
    if stored_message.fuzzy:
        return "fuzzy"
    if not strings or not all(strings):
        return "not translated"
    placeholders = set(PLACEHOLDER.findall(_strings(message.id)[-1]))
    if any(set(PLACEHOLDER.findall(text)) != placeholders for text in strings):
        return "other placeholders than the original"
    return ""


def faults() -> list[str]:
    """Every message that is missing, empty, fuzzy, unused, or whose placeholders differ."""
    old, new = stored(), extracted()
    reasons = [
        (message, _fault(message, old.get(message.id, message.context)))
        for message in _entries(new)
    ]
    used = {(message.context, message.id) for message in _entries(new)}
    reasons += [
        (message, "no longer used")
        for message in _entries(old)
        if (message.context, message.id) not in used
    ]
    return [
        f"{reason}: {message.id!r} ({_where(message)})" for message, reason in reasons if reason
    ]


def _where(message: Message) -> str:
    return ", ".join(dict.fromkeys(name for name, _line in message.locations)) or CATALOGUE.name


def check() -> int:
    """Print the faults; 1 where there are any."""
    problems = faults()
    for fault in problems:
        print(fault, file=sys.stderr)
    print(
        f"messages: {sum(1 for _ in _entries(stored()))} in the catalogue, {len(problems)} to fix"
    )
    return 1 if problems else 0


def main(arguments: list[str]) -> int:
    commands = {"update": update, "compile": compile_catalogue, "check": check}
    if len(arguments) != 1 or arguments[0] not in commands:
        print(f"usage: python -m jingyan.messages {'|'.join(commands)}", file=sys.stderr)
        return 2
    return commands[arguments[0]]() or 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
