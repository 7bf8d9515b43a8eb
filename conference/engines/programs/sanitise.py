"""Make a receipt harmless, run as a child process: bytes in, new bytes out.

The only file that imports the libraries which open strangers' pictures and PDF files, so that no web worker
carries them, and a fault in them stays in here. It limits its own time and memory before it reads a byte.
A picture is drawn anew from its dots: what was hidden beside them (place, camera, scripts) is gone. Of a PDF
only the pages are copied, and of each page only what is drawn.
"""

import io
import resource
import sys
import warnings
from collections.abc import Iterable
from typing import Any

import pikepdf
import pillow_heif
from PIL import Image, ImageOps

from conference.rules.file_kinds import FileKind, Refusal, kind_of

CPU_SECONDS = 20
MEMORY = 1024 * 1024 * 1024
MOST_DOTS = 60_000_000
MOST_ACROSS = 3_000
MOST_PAGES = 30
MOST_UNPACKED = 100 * 1024 * 1024
READ_BY = {FileKind.jpeg: ("JPEG", "MPO"), FileKind.png: ("PNG",), FileKind.heic: ("HEIF",)}
PAGE_KEYS = frozenset(
    f"/{key}"
    for key in ["Type", "Parent", "Resources", "Contents", "MediaBox", "CropBox", "Rotate", "UserUnit", "Group"]
)
UNSAFE_KEYS = ("/AA", "/AF", "/Alternates", "/JS", "/Metadata", "/OC", "/OPI", "/PieceInfo", "/Ref")
OUTSIDE_KEYS = ("/F", "/FFilter", "/FDecodeParms")
PACKED_PICTURES = frozenset({"/DCTDecode", "/JPXDecode", "/CCITTFaxDecode", "/JBIG2Decode"})
REFUSED = 3


class Refused(Exception):
    """This file is not taken, and why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def wash(data: bytes) -> bytes:
    """The same receipt, made anew."""
    kind = kind_of(data)
    if kind is FileKind.pdf:
        return _pdf(data)
    if kind in READ_BY:
        return _picture(data, kind)
    raise Refused(Refusal.not_this_kind)


def _picture(data: bytes, kind: FileKind) -> bytes:
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    if kind is FileKind.heic:
        pillow_heif.register_heif_opener()
    with Image.open(io.BytesIO(data), formats=READ_BY[kind]) as opened:
        if opened.width * opened.height > MOST_DOTS:
            raise Refused(Refusal.too_much)
        opened.draft("RGB", (MOST_ACROSS, MOST_ACROSS))
        opened.load()
        turned = ImageOps.exif_transpose(opened)
    turned.thumbnail((MOST_ACROSS, MOST_ACROSS))
    if turned.mode.startswith("I"):
        turned = turned.point(lambda dot: dot / 256).convert("L")
    seen = turned.convert("RGBA") if turned.has_transparency_data else turned.convert("RGB")
    paper = Image.new("RGB", seen.size, "white")
    paper.paste(seen, mask=seen if seen.mode == "RGBA" else None)
    out = io.BytesIO()
    if kind is FileKind.png:
        paper.save(out, "PNG", optimize=True)
    else:
        paper.save(out, "JPEG", quality=85)
    return out.getvalue()


def _pdf(data: bytes) -> bytes:
    out = io.BytesIO()
    try:
        opened = pikepdf.open(io.BytesIO(data))
    except pikepdf.PasswordError as locked:
        raise Refused(Refusal.locked) from locked
    with opened, pikepdf.new() as made:
        if not opened.pages:
            raise Refused(Refusal.broken)
        if len(opened.pages) > MOST_PAGES:
            raise Refused(Refusal.too_many_pages)
        opened.generate_appearance_streams()
        opened.flatten_annotations()  # what was typed into a form stays to be read
        made.pages.extend(opened.pages)
        for page in made.pages:
            _keep_only(page.obj, PAGE_KEYS)
        made.remove_unreferenced_resources()
        _strip(made.objects)
        made.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _keep_only(thing: Any, keys: frozenset[str]) -> None:
    for key in set(thing.keys()) - keys:
        del thing[key]


def _strip(objects: Iterable[Any]) -> None:
    """Take out what does something, points elsewhere or describes its maker; refuse what unpacks without end."""
    unpacked = 0
    for thing in objects:
        if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            continue
        for key in UNSAFE_KEYS + (OUTSIDE_KEYS if isinstance(thing, pikepdf.Stream) else ()):
            if key in thing:
                del thing[key]
        if isinstance(thing, pikepdf.Stream):
            unpacked += _unpacked(thing)
            if unpacked > MOST_UNPACKED:
                raise Refused(Refusal.too_much)


def _unpacked(stream: Any) -> int:
    filters = stream.get("/Filter", [])
    names = {str(filters)} if isinstance(filters, pikepdf.Name) else {str(name) for name in filters}
    if int(stream.get("/Width", 0)) * int(stream.get("/Height", 0)) > MOST_DOTS:
        raise Refused(Refusal.too_much)
    return 0 if names & PACKED_PICTURES else len(stream.read_bytes())


def main() -> int:
    """Read the receipt from standard input and write the new one, or say in a word why not."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        made = wash(sys.stdin.buffer.read())
    except Refused as refused:
        return _say(refused.refusal)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError, MemoryError):
        return _say(Refusal.too_much)
    except Exception:  # whatever a broken file does to a library, it is a broken file
        return _say(Refusal.broken)
    sys.stdout.buffer.write(made)
    return 0


def _say(refusal: Refusal) -> int:
    sys.stdout.write(refusal.value)  # libraries warn on standard error
    return REFUSED


if __name__ == "__main__":
    sys.exit(main())
