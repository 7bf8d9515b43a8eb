"""Seal account numbers with a key that lies in INSTANCE: the database alone, or its dump, tells none of them."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from flask import current_app


def _keys() -> list[bytes]:
    """The newest key first; each line of the secret is one, so that a key can be replaced."""
    return [bytes.fromhex(line) for line in str(current_app.config["PAYEE_KEY"]).split()]


def _box(*keys: bytes) -> Any:
    from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415 - 6 MB, which most web workers never need

    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])


def seal(data: bytes) -> str:
    """Only who holds the key reads it again."""
    sealed: bytes = _box(*_keys()).encrypt(data)
    return sealed.decode()


def unseal(text: str) -> bytes:
    """What was sealed."""
    opened: bytes = _box(*_keys()).decrypt(text.encode())
    return opened


def seal_under(key: bytes, data: bytes) -> bytes:
    """Sealed with another key of 32 bytes, which whoever calls keeps and loses."""
    sealed: bytes = _box(key).encrypt(data)
    return sealed


def unseal_under(key: bytes, data: bytes) -> bytes:
    """What was sealed with that key."""
    opened: bytes = _box(key).decrypt(data)
    return opened


def seal_words(words: Mapping[str, str]) -> str:
    """Seal a few named words."""
    return seal(json.dumps(dict(words), sort_keys=True, ensure_ascii=False).encode())


def words(text: str) -> dict[str, str]:
    """The named words that were sealed."""
    found: dict[str, str] = json.loads(unseal(text))
    return found


def mark(words_sealed: Mapping[str, str]) -> str:
    """Tells whether two accounts are the same, and nothing else of them."""
    text = json.dumps(dict(words_sealed), sort_keys=True, ensure_ascii=False).encode()
    return hmac.new(_keys()[-1], text, hashlib.sha256).hexdigest()


def digest(data: bytes) -> str:
    """The fingerprint of what was sealed, which stays when it is wiped."""
    return hashlib.sha256(data).hexdigest()
