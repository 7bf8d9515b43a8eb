"""One file of Dutch words a door (translations/nl/*.po), compiled into one catalogue in INSTANCE at the start."""

from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask_babel import Domain, get_locale
from wtforms.i18n import messages_path


class Words(Domain):
    """Flask-Babel's catalogues, found by the language alone: a page looks up some seventy of its words."""

    def get_translations(self) -> NullTranslations:
        """The words of the language in force; none outside a request."""
        locale = get_locale()
        code = locale.language if locale else ""
        if code not in self.cache:
            self.cache[code] = super().get_translations()
        found: NullTranslations = self.cache[code]
        return found


class WordsOfForms:
    """What WTForms says by itself, read once; a request without it has Flask-WTF read their file anew."""

    def ugettext(self, words: str) -> str:
        """The words in the language in force."""
        return str(_of_forms(str(get_locale())).ugettext(words))

    def ungettext(self, one: str, many: str, count: int) -> str:
        """The same, for so many."""
        return str(_of_forms(str(get_locale())).ungettext(one, many, count))


@cache
def _of_forms(language: str) -> Any:
    return Translations.load(messages_path(), [language], domain="wtforms")


def compiled(source: Path, instance: Path) -> Path:
    """The folder of compiled catalogues; made again when a source file is newer."""
    target = Path(instance) / "translations"
    for folder in sorted(p for p in source.iterdir() if p.is_dir()):
        files = sorted(folder.glob("*.po"))
        mo = target / folder.name / "LC_MESSAGES" / "messages.mo"
        if mo.exists() and all(f.stat().st_mtime <= mo.stat().st_mtime for f in files):
            continue
        mo.parent.mkdir(parents=True, exist_ok=True)
        write(files, mo)
    return target


def write(files: list[Path], mo: Path) -> None:
    """Merge the files of one language; the same words may stand in two files only with the same translation."""
    merged = None
    for file in files:
        with file.open("rb") as opened:
            catalogue = read_po(opened, locale=file.parent.name)
        if merged is None:
            merged = catalogue
            continue
        for message in catalogue:
            if message.id:
                merged[message.id] = message
    if merged is not None:
        partial = mo.with_suffix(".partial")
        with partial.open("wb") as out:
            write_mo(out, merged)
        partial.replace(mo)
