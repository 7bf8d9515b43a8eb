"""Words that a reviewer did not understand: how they are read from what was typed."""

import re
import unicodedata
from collections.abc import Iterable

MOST_TERMS, LONGEST_TERM = 20, 60


def term_of(typed: str) -> str:
    """One spelling of each word, so that it is counted once: trimmed, small letters, no quotation marks."""
    whole = unicodedata.normalize("NFKC", typed).casefold()
    return " ".join(re.sub(r"[\"“”‘’'«».:]", " ", whole).split())


def terms_in(typed: str) -> tuple[str, ...]:
    """The words that were typed, parted by commas or lines, each once and in their order."""
    found = (term_of(part) for part in re.split(r"[,;\n]", typed))
    return tuple(dict.fromkeys(term for term in found if term))


def problem(terms: Iterable[str]) -> str | None:
    """Which limit is passed: "many" or "long"; None when all is well."""
    known = list(terms)
    if len(known) > MOST_TERMS:
        return "many"
    return "long" if any(len(term) > LONGEST_TERM for term in known) else None
