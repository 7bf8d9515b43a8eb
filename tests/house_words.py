"""Every word the house says, read from its templates and code: for the tests of plain words and of Dutch."""

import re
from functools import cache
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

ROOT = Path(__file__).parents[1]
TEMPLATES = ROOT / "templates"
# The desk is in English only, and its words are not translated; nor are those of what it prints for everybody alike.
DESK = "desk"
PRINTED_BY_DESK = {"award_cards.html"}
KEYWORDS = {
    "_": None,
    "_l": None,
    "said": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
SOMEBODY = "Anna"
OWN_NAMES = {"Alongside"}

JINJA = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)


def pages() -> list[Path]:
    """Every page that is not the desk's."""
    found = sorted(TEMPLATES.rglob("*.html"))
    return [p for p in found if DESK not in p.relative_to(TEMPLATES).parts and p.name not in PRINTED_BY_DESK]


def code() -> list[Path]:
    """Every module that may say something to people."""
    return [ROOT / "app.py", *sorted((ROOT / "conference").rglob("*.py"))]


def letters(lang: str) -> list[Path]:
    """Every letter in that language."""
    return sorted((TEMPLATES / "mail" / lang).rglob("*.txt"))


@cache
def said_in(path: Path) -> tuple[str, ...]:
    """The English messages of one file, in order: singular and plural forms apart."""
    method = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
    options = {} if path.suffix == ".py" else {"extensions": "jinja2.ext.i18n", "encoding": "utf-8"}
    found = extract_from_file(method, str(path), keywords=KEYWORDS, options=options)
    forms = (message if isinstance(message, tuple) else (message,) for _line, message, _notes, _context in found)
    return tuple(dict.fromkeys(each for form in forms for each in form if each))


def dutch_by_file() -> dict[str, dict[str, str]]:
    """Each English message with its Dutch in every file that has it."""
    found: dict[str, dict[str, str]] = {}
    for file in sorted((ROOT / "translations" / "nl").glob("*.po")):
        with file.open("rb") as opened:
            for message in read_po(opened, locale="nl"):
                if message.id:
                    found.setdefault(str(message.id), {})[file.name] = str(message.string)
    return found


@cache
def dutch_messages() -> dict[str, Message]:
    """Every Dutch message by its English singular."""
    found: dict[str, Message] = {}
    for file in sorted((ROOT / "translations" / "nl").glob("*.po")):
        with file.open("rb") as opened:
            catalogue = read_po(opened, locale="nl")
        for message in catalogue:
            if message.id:
                found[message.id[0] if isinstance(message.id, tuple) else message.id] = message
    return found


def spoken_in(path: Path, lang: str) -> list[str]:
    """What one file says in that language; what still lacks Dutch is left to its own test."""
    return [in_language(each, lang) for each in said_in(path) if lang == "en" or each in dutch_messages()]


def in_language(message: str, lang: str) -> str:
    """What a reader of that language gets, with somebody's name in each gap."""
    text = dutch_messages()[message].string if lang == "nl" else message
    return PLACEHOLDER.sub(SOMEBODY, text[-1] if isinstance(text, tuple | list) else text).replace("%%", "%")


def letter_text(path: Path) -> list[str]:
    """The paragraphs of a letter as they are read: names filled in, addresses left out."""
    text = path.read_text()
    text = re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)
    text = re.sub(r"\{%-?\s*(else|elif).*?%\}", "\n\n", text)
    text = re.sub(r"\{%.*?%\}", "", text, flags=re.DOTALL)
    text = re.sub(r"\{\{\s*(base_url|address)\b.*?\}\}\S*", "", text)
    text = re.sub(r"\{\{.*?\}\}", SOMEBODY, text, flags=re.DOTALL)
    return [block for block in re.split(r"\n\s*\n|\n(?=\s*[-*•])", text) if block.strip()]


def unspoken(path: Path) -> list[str]:
    """Words of a page that stand outside translation: they would stay English on a Dutch page."""
    tree = JINJA.parse(path.read_text())
    outputs = (each for output in tree.find_all(nodes.Output) for each in output.nodes)
    text = "".join(each.data if isinstance(each, nodes.TemplateData) else "\0" for each in outputs)
    text = re.sub(r"<(script|style|svg).*?</\1>", " ", text, flags=re.DOTALL)
    labels = re.findall(r'(?:aria-label|title|alt|placeholder)="([^"\0]*[A-Za-z]{2}[^"\0]*)"', text)
    text = re.sub(r"<[^>]*>", "\0", text)
    text = re.sub(r"&\w+;", " ", text)
    text = re.sub(r"\S*(?:/|\.py\b)\S*", " ", text)
    pieces = (" ".join(piece.split()) for piece in text.split("\0"))
    return [*labels, *(piece for piece in pieces if re.search(r"[^\W\d_]{2}", piece) and piece not in OWN_NAMES)]


def named(path: Path) -> str:
    """A file by its place in the project."""
    return str(path.relative_to(ROOT))


def desk() -> list[Path]:
    """Every page of the organiser area, which is in English only."""
    return sorted((TEMPLATES / DESK).rglob("*.html"))


def shown_in(path: Path) -> list[str]:
    """The words that stand in a page itself, with something in each gap."""
    tree = JINJA.parse(path.read_text())
    outputs = (each for output in tree.find_all(nodes.Output) for each in output.nodes)
    text = "".join(each.data if isinstance(each, nodes.TemplateData) else f" {SOMEBODY} " for each in outputs)
    pieces = (" ".join(piece.split()) for piece in re.split(r"<[^>]*>|\n\s*\n", text))
    strings = (each.value for each in tree.find_all(nodes.Const) if isinstance(each.value, str) and " " in each.value)
    return [*(piece for piece in pieces if re.search(r"[^\W\d_]{3}", piece)), *strings]
