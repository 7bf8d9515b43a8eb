"""One form of writing for what is frozen, and its fingerprint."""

import hashlib
import json


def canonical(content: object) -> str:
    """One spelling for the same content: keys sorted, no spaces, numbers whole."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def mark(content: object) -> str:
    """A short mark of some content, by which a later look sees that it changed."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()[:16]


def digest(kind: str, about: int, content: str) -> str:
    """The SHA-256 of all that a set will do; any change makes another digest."""
    return hashlib.sha256(f"{kind}\n{about}\n{content}".encode()).hexdigest()


def words_digest(salt: str, text: str) -> str:
    """What a set holds of words about a person: without the salt, nobody can guess the words from it."""
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()
