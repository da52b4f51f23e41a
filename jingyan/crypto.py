"""Personal numbers at rest: AES-GCM under a ring of keys, and a keyed blind index for equality."""

import base64
import hashlib
import hmac
import os
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

from jingyan.key_strength import keys_of

NONCE_BYTES = 12
SEALED = re.compile(r"[A-Za-z0-9_.-]{1,40}:[A-Za-z0-9+/]{38,}={0,2}")


class UnknownKey(ImproperlyConfigured):
    """A stored value is sealed under a key that FIELD_KEYS lacks, or holds another key by that
    name.
    """

    def __init__(self, name: str, key_names: Iterable[str]) -> None:
        super().__init__(
            f"A stored value is sealed under the key “{name}”, which FIELD_KEYS "
            f"({', '.join(key_names)}) doesn't open. "
            f"Put that key back behind the first one, and run rotate_keys before it is removed."
        )
        self.name = name


class KeyRing:
    """Keys by name, the first one in use: `name:base64 of 32 bytes`, separated by commas."""

    def __init__(self, text: str) -> None:
        self.keys = keys_of(text)
        self.current = next(iter(self.keys))

    def encrypt(self, plain: str) -> str:
        """`name:base64(nonce + ciphertext)` under the key in use; never the same twice."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = AESGCM(self.keys[self.current]).encrypt(
            nonce, plain.encode(), self.current.encode()
        )
        return f"{self.current}:{base64.b64encode(nonce + sealed).decode()}"

    def decrypt(self, stored: str) -> str:
        """The plain text, under whichever key of the ring sealed it. Raises UnknownKey, which names
        the key.
        """
        name, _, body = stored.partition(":")
        if name not in self.keys:
            # A value that was never sealed must not be printed.
            raise UnknownKey(name if SEALED.fullmatch(stored) else "?", self.keys)
        raw = base64.b64decode(body)
        try:
            return (
                AESGCM(self.keys[name])
                .decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], name.encode())
                .decode()
            )
        except InvalidTag as error:
            raise UnknownKey(name, self.keys) from error

    def blind_index(self, plain: str) -> str:
        """Hex HMAC-SHA256 under the key in use: equal texts, equal indexes, and no way back."""
        return hmac.new(
            self.keys[self.current], b"blind-index:" + plain.encode(), hashlib.sha256
        ).hexdigest()


@lru_cache
def _ring(text: str) -> KeyRing:
    return KeyRing(text)


def ring() -> KeyRing:
    return _ring(settings.FIELD_KEYS)


def new_key(name: str) -> str:
    """A fresh entry for FIELD_KEYS."""
    return f"{name}:{base64.b64encode(os.urandom(32)).decode()}"


if TYPE_CHECKING:
    _TextField = models.TextField[str, str]
    _CharField = models.CharField[str, str]
else:
    _TextField = models.TextField
    _CharField = models.CharField


class EncryptedField(_TextField):
    """Text stored sealed. It can't be searched: keep a blind index beside it."""

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        return ring().decrypt(value) if value else value

    def get_prep_value(self, value: Any) -> Any:
        plain = super().get_prep_value(value)
        return ring().encrypt(plain) if plain else plain


class BlindIndexField(_CharField):
    """The blind index over the sealed field `of` of the same model, by which equal values are
    found.
    """

    def __init__(self, *args: Any, of: str = "", **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **{"max_length": 64, "editable": False} | kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """As every field, with the name of what it indexes."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"of": self.of}
