"""Personal numbers at rest: AES-GCM under a ring of keys, and a keyed blind index for equality."""

import base64
import hashlib
import hmac
import os
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

NONCE_BYTES = 12


class KeyRing:
    """Keys by name, the first one in use: `name:base64 of 32 bytes`, separated by commas."""

    def __init__(self, text: str) -> None:
        self.keys = dict(_key(entry) for entry in text.split(","))
        self.current = next(iter(self.keys))

    def encrypt(self, plain: str) -> str:
        """`name:base64(nonce + ciphertext)` under the key in use; never the same twice."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = AESGCM(self.keys[self.current]).encrypt(nonce, plain.encode(), self.current.encode())
        return f"{self.current}:{base64.b64encode(nonce + sealed).decode()}"

    def decrypt(self, stored: str) -> str:
        """The plain text, under whichever key of the ring sealed it."""
        name, _, body = stored.partition(":")
        raw = base64.b64decode(body)
        return AESGCM(self.keys[name]).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], name.encode()).decode()

    def blind_index(self, plain: str) -> str:
        """Hex HMAC-SHA256 under the key in use: equal texts, equal indexes, and no way back."""
        return hmac.new(self.keys[self.current], b"blind-index:" + plain.encode(), hashlib.sha256).hexdigest()


def _key(entry: str) -> tuple[str, bytes]:
    name, _, body = entry.strip().partition(":")
    try:
        key = base64.b64decode(body, validate=True)
    except ValueError:
        key = b""
    if not name or len(key) != 32:
        raise ImproperlyConfigured("FIELD_KEYS must list name:base64 pairs, each key 32 bytes long (see .env.example).")
    return name, key


@lru_cache
def _ring(text: str) -> KeyRing:
    return KeyRing(text)


def ring() -> KeyRing:
    """The key ring of this installation."""
    return _ring(settings.FIELD_KEYS)


def new_key(name: str) -> str:
    """A fresh entry for FIELD_KEYS."""
    return f"{name}:{base64.b64encode(os.urandom(32)).decode()}"


if TYPE_CHECKING:
    _TextField = models.TextField[str, str]
else:
    _TextField = models.TextField


class EncryptedField(_TextField):
    """Text stored sealed. It can't be searched: keep a blind index beside it."""

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        return ring().decrypt(value) if value else value

    def get_prep_value(self, value: Any) -> Any:
        plain = super().get_prep_value(value)
        return ring().encrypt(plain) if plain else plain
