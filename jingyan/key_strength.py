"""Refuses weak secrets: values that attackers try first and that no generator produces."""

import base64

from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET = 32
# A random secret of 32 hexadecimal digits has fewer than this many different ones once in a
# billion.
FEWEST_CHARACTERS = 8
# Of the 32 bytes of a random key, 30 differ on the average.
FEWEST_BYTES = 10
# A shorter text repeated.
SHORTEST_UNIT = 16
PLACEHOLDERS = ("django-insecure-", "changeme", "change-me", "your-secret")


def refuse_weak_secret(name: str, secret: str) -> None:
    """Raise ImproperlyConfigured for a secret that can be guessed."""
    is_placeholder = secret.lower().startswith(PLACEHOLDERS)
    if is_placeholder or len(set(secret)) < FEWEST_CHARACTERS or _is_repeated(secret):
        raise ImproperlyConfigured(
            f"{name} can be guessed: it repeats a few characters or is a placeholder. Make a new "
            "one at random, by the "
            f"command in .env.example."
        )


def keys_of(text: str) -> dict[str, bytes]:
    """Keys by name, the one in use first: `name:base64 of 32 bytes`, separated by commas."""
    return dict(_key(entry) for entry in text.split(","))


def refuse_weak_key(text: str) -> None:
    """Raise ImproperlyConfigured where the key in use can be guessed. Older ones only open what
    they once sealed.
    """
    name, key = next(iter(keys_of(text).items()))
    if len(set(key)) < FEWEST_BYTES:
        raise ImproperlyConfigured(
            f"The key “{name}” of FIELD_KEYS can be guessed: it repeats a few bytes. Make a new "
            "one by the command in "
            f".env.example and put it first; keep “{name}” behind it until rotate_keys has run."
        )


def _is_repeated(secret: str) -> bool:
    # A text that is found in its double, shifted, repeats itself at that distance.
    return (secret + secret).find(secret, 1) < SHORTEST_UNIT


def _key(entry: str) -> tuple[str, bytes]:
    name, _, body = entry.strip().partition(":")
    try:
        key = base64.b64decode(body, validate=True)
    except ValueError:
        key = b""
    if not name or len(key) != 32:
        raise ImproperlyConfigured(
            "FIELD_KEYS must list name:base64 pairs, each key 32 bytes long (see .env.example)."
        )
    return name, key
