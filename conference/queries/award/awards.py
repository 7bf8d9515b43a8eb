"""Find awards, their entries and what may be known of the vote: nothing but turnout in tens until it is sealed."""

from flask import current_app, has_request_context
from flask_babel import get_locale
from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import joinedload

from conference.db import db
from conference.models.award.awards import Award, AwardEntry, Ballot, RollRow, SealedBallot
from conference.models.editions.editions import Edition
from conference.rules.award import ballot_files as files, codes
from conference.rules.award.counting import AwardState, VoterClass, marks_with_points, shown_turnout

# What every step of a vote and the front page ask is put together once.
_ONE = select(Award).where(Award.id == bindparam("award"), Award.edition_id == bindparam("edition"))
_ALL = select(Award).where(Award.edition_id == bindparam("edition")).order_by(Award.opens_at, Award.id)
_REFERENCES = select(AwardEntry.reference).where(AwardEntry.award_id == bindparam("award"))
_ROLL_ROW = select(RollRow).where(RollRow.award_id == bindparam("award"), RollRow.code == bindparam("code"))


def of_edition(edition: Edition) -> list[Award]:
    """Every award of the edition, the one that opens first at the top."""
    return list(db.session.scalars(_ALL, {"edition": edition.id}))


def one(edition: Edition, award_id: int) -> Award | None:
    """The award of that number, if it belongs to the edition."""
    return db.session.scalar(_ONE, {"award": award_id, "edition": edition.id})


def is_public(award: Award) -> bool:
    """Whether voters may see it: its rules are frozen."""
    return award.state != AwardState.draft


def public_ones(edition: Edition) -> list[Award]:
    """What voters may see."""
    return [award for award in of_edition(edition) if is_public(award)]


def published(edition: Edition) -> list[Award]:
    """The awards whose result both keys have approved."""
    return [award for award in of_edition(edition) if award.state == AwardState.published]


def _entries(award: Award) -> Select[AwardEntry]:
    return (
        select(AwardEntry)
        .options(joinedload(AwardEntry.co_presenter))
        .where(AwardEntry.award_id == award.id)
        .order_by(AwardEntry.reference)
    )


def entries_of(award: Award) -> list[AwardEntry]:
    """The entries by reference."""
    return list(db.session.scalars(_entries(award)))


def references(award: Award) -> list[str]:
    """What ballots name the entries by."""
    return list(db.session.scalars(_REFERENCES, {"award": award.id}))


def marked(award: Award, choice: str) -> list[tuple[AwardEntry, str]]:
    """The entries that a ballot names, in its order, each with its points, "" where the method gives none."""
    found = {entry.reference: entry for entry in entries_of(award)}
    marks = marks_with_points(award.method, choice)
    return [(found[reference], points) for reference, points in marks if reference in found]


def entry(award: Award, reference: str) -> AwardEntry | None:
    """The entry of that reference."""
    return db.session.scalar(_entries(award).where(AwardEntry.reference == reference))


def entry_by_id(edition: Edition, entry_id: int) -> AwardEntry | None:
    """The entry of that number, if it belongs to the edition."""
    return db.session.scalar(
        select(AwardEntry).join(Award).where(AwardEntry.id == entry_id, Award.edition_id == edition.id)
    )


def ballot_order(award: Award, voter: str) -> list[AwardEntry]:
    """The entries in an order of chance that stays the same for one voter."""
    return sorted(entries_of(award), key=lambda found: files.digest([voter, found.reference]))


# -- The roll -------------------------------------------------------------------------------------


def key() -> bytes:
    """The key that turns codes into what is stored; it lies in INSTANCE."""
    return str(current_app.config["HASH_KEY"]).encode()


def keyed(award_id: int, typed: str) -> str:
    """What the roll of that award holds of a code as typed."""
    return codes.keyed(codes.tidy(typed), award_id, key())


def roll_row(award: Award, typed: str) -> RollRow | None:
    """The row of the roll that this code belongs to."""
    return db.session.scalar(_ROLL_ROW, {"award": award.id, "code": keyed(award.id, typed)})


def line_of(row: RollRow) -> str:
    """The row's line in the published roll."""
    return codes.line_of(row.code, row.voter_class, row.barred)


def roll_sizes(award: Award) -> dict[VoterClass, int]:
    """How many of each class the frozen roll has; what was added later is counted apart."""
    found = db.session.execute(
        select(RollRow.voter_class, func.count())
        .where(RollRow.award_id == award.id, RollRow.addition == 0)
        .group_by(RollRow.voter_class)
    )
    sizes: dict[VoterClass, int] = {kind: count for kind, count in found}  # noqa: C416 - rows are no pairs to dict()
    return {kind: sizes.get(kind, 0) for kind in VoterClass}


def badges(award: Award) -> list[str]:
    """Every badge of the frozen roll whose card still counts, in order."""
    found = select(RollRow.badge).where(RollRow.award_id == award.id, RollRow.addition == 0, RollRow.blocked == 0)
    return list(db.session.scalars(found.order_by(RollRow.badge)))


def cards(award: Award) -> list[tuple[str, str]]:
    """Badge and code of every card; possible until the vote opens, never after."""
    return [(badge, code_of(award, badge)) for badge in badges(award)] if award.code_salt else []


def code_of(award: Award, badge: str) -> str:
    """The code of a badge, while the salt is there."""
    return codes.code_for(f"{award.code_salt}:{badge}", key())


def turnout(award: Award) -> int:
    """How many have voted, in whole tens only."""
    spent = select(func.count()).where(RollRow.award_id == award.id, RollRow.spent == 1)
    return shown_turnout(db.session.scalar(spent) or 0)


def has_ballot(award: Award, tracker: str) -> bool:
    """Whether a ballot with this tracker was recorded."""
    return any(db.session.get(kind, (award.id, tracker)) is not None for kind in (Ballot, SealedBallot))


def name_of(award: Award) -> str:
    """The award's name in the reader's language, in English where there is no other."""
    return award.name_nl if _dutch() and award.name_nl else award.name


def question_of(award: Award) -> str:
    """The question in the reader’s language, in English where there is no other."""
    return award.question_nl if _dutch() and award.question_nl else award.question


def _dutch() -> bool:
    locale = get_locale() if has_request_context() else None
    return locale is not None and locale.language == "nl"


def why_not_frozen(award: Award) -> list[str]:
    """What is missing before rules, roll and entries can be frozen, in words."""
    entries = entries_of(award)
    open_ones = [found.reference for found in entries if found.confirmed_at is None]
    missing = []
    if len(entries) < 2:
        missing.append("Add at least two entries.")
    if open_ones:
        missing.append(f"Not yet confirmed by a co-presenter with lived experience: {', '.join(open_ones)}.")
    if not sum(roll_sizes(award).values()):
        missing.append("The voter list is empty: import the badges.")
    return missing


# -- Where else an award shows --------------------------------------------------------------------
