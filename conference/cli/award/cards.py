"""The cards of an award, made by the worker: a sheet at a time, sealed as it is made."""

import time
from collections.abc import Callable, Iterator
from typing import Any

from flask import current_app

from conference import card_files, pdf
from conference.actions.award import cards as acts
from conference.db import db, now, reading, writing
from conference.models.award.awards import Award
from conference.models.award.cards import AwardCards
from conference.queries.people import people
from conference.signposts.award import cards as card_pages


def finish(payload: dict[str, Any], between: Callable[[], object] = lambda: None) -> None:
    """Make the cards that were asked for; stop when the vote has opened, or other cards were asked for.

    `between` is done after each sheet, in a session of its own.
    """
    award_id, folder, began = int(payload["award"]), str(payload["folder"]), time.monotonic()
    made = 0
    if not _note(folder, made):
        return
    with reading():
        as_pdf = db.session.get_one(AwardCards, award_id).as_pdf
    for number, cards, data in sheets(award_id, as_pdf=as_pdf):
        made += cards
        with reading():
            found = db.session.get(AwardCards, award_id)
            if found is None or found.folder != folder:
                return
            card_files.keep(found, number, data)
        if not _note(folder, made):
            card_files.sweep()
            return
        with current_app.app_context():
            between()
    _note(folder, made, milliseconds=round(1000 * (time.monotonic() - began)))


def sheets(award_id: int, *, as_pdf: bool) -> Iterator[tuple[int, int, bytes]]:
    """Each file with its number and how many cards are on it; each is begun when the one before it was taken."""
    award, begun = db.session.get_one(Award, award_id), list[tuple[int, int]]()

    def pages() -> Iterator[str]:
        for sheet in card_pages.sheets(award):
            begun.append((sheet.number, sheet.cards))
            yield card_pages.page_of(award, sheet, as_pdf=as_pdf)

    for data in pdf.each(pages()) if as_pdf else (page.encode() for page in pages()):
        yield *begun[-1], data


def _note(folder: str, made: int, milliseconds: int | None = None) -> bool:
    with writing():
        return acts.note(folder, made=made, by=people.system(), at=now(), milliseconds=milliseconds)
