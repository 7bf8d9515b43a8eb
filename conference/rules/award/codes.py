"""The voting code: twelve signs that cannot be mistaken for one another."""

import hashlib
import hmac

import segno

ALPHABET = "346789ACDEFHJKLMNPQRTVWXY"
LENGTH = 12
TRACKER_LENGTH = 16
# What a reader may take a printed sign for, and the sign that was printed.
READ_AS = str.maketrans({"B": "8", "G": "6", "U": "V", "0": "Q", "O": "Q", "1": "L", "I": "L"})


def _signs(number: int, length: int) -> str:
    signs = []
    for _ in range(length):
        number, place = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[place])
    return "".join(signs)


def code_for(badge: str, secret: bytes) -> str:
    """The code of a badge: it follows from the award's secret alone, which is destroyed at opening."""
    return _signs(int.from_bytes(hmac.digest(secret, badge.encode(), "sha256")), LENGTH)


def code_from(chance: bytes) -> str:
    """A code that follows from nothing but 16 or more random bytes."""
    return _signs(int.from_bytes(hashlib.sha256(chance).digest()), LENGTH)


def tracker_from(chance: bytes) -> str:
    """A tracker that a person can read aloud, from 16 or more random bytes."""
    signs = _signs(int.from_bytes(hashlib.sha256(chance).digest()), TRACKER_LENGTH)
    return in_fours(signs)


def in_fours(signs: str) -> str:
    """Signs in groups of four, as they are printed."""
    return "-".join(signs[place : place + 4] for place in range(0, len(signs), 4))


def tidy(typed: str) -> str:
    """A code as typed: spaces and dashes do not matter, nor does the size of the letters; or a card's scanned link."""
    typed = typed.rpartition("/with/")[2]
    return "".join(sign for sign in typed.upper() if sign.isalnum()).translate(READ_AS)


def keyed(code: str, award: int, key: bytes) -> str:
    """The only form of a code that is stored: without the key it cannot be tried out."""
    return hmac.new(key, f"award {award}:{code}".encode(), "sha256").hexdigest()


def slip_of(code: str, award: int, key: bytes) -> str:
    """What is kept of the code on a paper slip: not what the roll holds of it, so that nothing joins the two."""
    return hmac.new(key, f"slip {award}:{code}".encode(), "sha256").hexdigest()


def reading_of(code: str, choice: str, award: int, key: bytes) -> str:
    """What is kept of the choice read on a slip: with the code in it, even the key cannot try out the choices."""
    return hmac.new(key, f"reading {award}:{code}:{choice}".encode(), "sha256").hexdigest()


def mark_of(code: str, salt: str, key: bytes) -> str:
    """What a browser keeps of the code it voted with: enough to know the same code again, and no more."""
    return hmac.new(key, f"{salt}:{code}".encode(), "sha256").hexdigest()


def line_of(keyed_code: str, voter_class: str, barred: str = "") -> str:
    """A code's line in the published roll: it binds code, class and barred entries, and gives away none of them."""
    bound = f"{keyed_code}:{voter_class}" + (f":{barred}" if barred else "")
    return hashlib.sha256(bound.encode()).hexdigest()


def qr_code(address: str) -> str:
    """The address as a QR code, one pixel a square, as an image inside the page; a fixed mask saves time."""
    made = segno.make(address, error="m", mask=3, boost_error=False, micro=False)
    return str(made.png_data_uri(scale=1, border=2))
