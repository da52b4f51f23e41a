"""A hash chain of entries: each seals its own content together with the seal before it."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime

# What a seal covers; the order doesn't matter, the names do.
FIELDS = (
    "number",
    "at",
    "by",
    "by_name",
    "role",
    "act",
    "target",
    "target_id",
    "subject",
    "before",
    "after",
    "note",
    "changes",
)


def seal(previous: str, entry: Mapping[str, object]) -> str:
    """The SHA-256, in hex, over the seal of the entry before ("" for the first one) and this
    entry's `FIELDS`.
    """
    return hashlib.sha256(
        f"{previous}\n{canonical(entry)}".encode(errors="surrogatepass")
    ).hexdigest()


def canonical(entry: Mapping[str, object]) -> str:
    """One way only to write an entry down, whichever database it comes from."""
    values = {name: entry[name] for name in FIELDS}
    at = values["at"]
    if isinstance(at, datetime):
        values["at"] = at.astimezone(UTC).isoformat(timespec="microseconds")
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
