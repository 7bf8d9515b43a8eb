"""Whether two people come from the same organisation, as far as its name tells."""

import re
import unicodedata

# What many people write who have nothing else in common: it never makes a conflict.
SHARED = frozenset({
    "nhs", "nhs england", "nhs scotland", "nhs wales", "the nhs", "national health service", "independent",
    "independent researcher", "independent consultant", "self employed", "freelance", "retired", "none", "no", "n a",
    "patient", "carer", "volunteer", "member of the public", "gmail", "outlook", "hotmail", "yahoo", "icloud",
    "nhs net", "gmail com", "outlook com", "hotmail com", "yahoo com", "icloud com", "university", "hospital",
})  # fmt: skip
SMALL_WORDS = re.compile(r"\b(the|of|and|for|de|het|van|en)\b")


def plain_name(name: str) -> str:
    """One spelling for each organisation: no accents, marks, case or small words. Empty where it tells nothing."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold().replace("&", " and ")
    spaced = " ".join(re.sub(r"[^a-z0-9]+", " ", letters).split())
    if spaced in SHARED:
        return ""
    said = " ".join(SMALL_WORDS.sub(" ", spaced).split())
    return "" if said in SHARED or len(said) < 3 else said
