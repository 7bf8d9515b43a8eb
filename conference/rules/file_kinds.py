"""What a file is, told by its first bytes and never by its name; and how large it may be."""

from enum import StrEnum


class FileKind(StrEnum):
    """Kinds of file that are kept."""

    jpeg = "jpeg"
    png = "png"
    heic = "heic"
    pdf = "pdf"
    mp3 = "mp3"
    m4a = "m4a"
    ogg = "ogg"
    wav = "wav"
    webm = "webm"


RECEIPTS = frozenset({FileKind.jpeg, FileKind.png, FileKind.heic, FileKind.pdf})
AUDIO = frozenset({FileKind.mp3, FileKind.m4a, FileKind.ogg, FileKind.wav, FileKind.webm})
MIME = {
    FileKind.jpeg: "image/jpeg",
    FileKind.png: "image/png",
    FileKind.heic: "image/heic",
    FileKind.pdf: "application/pdf",
    FileKind.mp3: "audio/mpeg",
    FileKind.m4a: "audio/mp4",
    FileKind.ogg: "audio/ogg",
    FileKind.wav: "audio/wav",
    FileKind.webm: "audio/webm",
}
MOST_BYTES = 15 * 1024 * 1024
HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
M4A_BRANDS = frozenset({b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom"})
STARTS = (
    (b"\xff\xd8\xff", FileKind.jpeg),
    (b"\x89PNG\r\n\x1a\n", FileKind.png),
    (b"%PDF-", FileKind.pdf),
    (b"ID3", FileKind.mp3),
    (b"OggS", FileKind.ogg),
    (b"\x1a\x45\xdf\xa3", FileKind.webm),
)
# What a web page inside a file looks like.
MARKUP = (b"<script", b"<html", b"<!doctype html", b"<?php", b"<svg ")


class Refusal(StrEnum):
    """Why a file is not taken; the page says each in words."""

    empty = "empty"
    too_large = "too_large"
    not_this_kind = "not_this_kind"
    two_in_one = "two_in_one"
    locked = "locked"
    too_many_pages = "too_many_pages"
    too_much = "too_much"
    broken = "broken"


def kind_of(data: bytes) -> FileKind | None:
    """What the file is, or None for anything that is not kept."""
    for start, kind in STARTS:
        if data.startswith(start):
            return kind
    if data[4:8] == b"ftyp":
        brand = data[8:12]
        return FileKind.heic if brand in HEIC_BRANDS else FileKind.m4a if brand in M4A_BRANDS else None
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return FileKind.wav
    if len(data) > 1 and data[0] == 0xFF and data[1] & 0xE6 == 0xE2:  # MPEG audio, layer III
        return FileKind.mp3
    return None


def refusal(data: bytes, takes: frozenset[FileKind], most: int = MOST_BYTES) -> Refusal | None:
    """What can be said against a file before anything opens it."""
    if not data:
        return Refusal.empty
    if len(data) > most:
        return Refusal.too_large
    kind = kind_of(data)
    if kind is None or kind not in takes:
        return Refusal.not_this_kind
    return Refusal.two_in_one if _two_in_one(data, kind) else None


def _two_in_one(data: bytes, kind: FileKind) -> bool:
    """Whether another program would take the same bytes for something else: an archive, a PDF, a web page."""
    if b"PK\x05\x06" in data[-65_600:]:  # a zip archive is read from its end
        return True
    if kind is FileKind.pdf:
        return any(mark in data[:1024].lower() for mark in MARKUP)
    return b"%PDF-" in data or (kind in RECEIPTS and any(mark in data.lower() for mark in MARKUP))
