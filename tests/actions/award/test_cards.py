"""The files of the cards, on both databases: what is kept, the one entry, that none outlives its day."""

import hmac
from datetime import timedelta

import pytest
import sqlalchemy as sa
from cryptography.fernet import InvalidToken

from conference import card_files
from conference.actions.award import awards, cards as acts
from conference.cli.award import cards as making
from conference.db import db as database, writing
from conference.models.audit import AuditEntry
from conference.models.award.awards import Award
from conference.models.award.cards import AwardCards
from conference.models.outbox import Job
from conference.queries.award import awards as award_queries, cards as queries
from tests import cast
from tests.actions.award.test_awards import reason_of
from tests.builders import award as build
from tests.guards import goes_through_without, refuses


@pytest.fixture(autouse=True)
def _an_empty_folder(db):
    card_files.sweep()


def made(voters: int = 30) -> Award:
    """A frozen award whose cards the worker has made, as pages."""
    with writing():
        award, _codes = build.a_frozen_award(cast.an_edition(), voters=voters)
        cards = acts.ask(award, as_pdf=False, by=cast.dara(award.edition), at=cast.AT)
        payload = {"award": award.id, "folder": cards.folder}
    making.finish(payload)
    return database.session.get_one(Award, payload["award"])


def files() -> list[str]:
    root = card_files.path_of("", 0).parent
    return sorted(path.name for path in root.glob("*/*"))


def events() -> list[str]:
    return list(database.session.scalars(sa.select(AuditEntry.event).order_by(AuditEntry.id)))[-1:]


def test_asked_for_and_made(db):
    award = made(voters=500)
    cards = queries.of_award(award)
    assert (cards.cards, cards.made, cards.sheets, files()) == (500, 500, 3, ["1", "2", "3"])
    assert cards.milliseconds > 0
    assert events() == ["award.cards_asked"]
    entry = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry.facts == '{"cards":500}'


def test_what_lies_in_the_folder_tells_no_badge_and_no_code(db):
    award = made()
    code = award_queries.cards(award)[0][1]
    sealed = card_files.path_of(queries.of_award(award).folder, 1).read_bytes()
    shown = card_files.read(queries.of_award(award), 1)
    assert (b"B-000" in shown, f"{code[:4]}-{code[4:8]}".encode() in shown) == (True, True)
    assert (b"B-000" in sealed, code[:4].encode() + b"-" in sealed) == (False, False)
    columns = set(AwardCards.__table__.columns.keys()) | set(Job.__table__.columns.keys())
    assert not columns & {"badge", "code"}


@pytest.mark.parametrize("act", [awards.open_poll, awards.thaw])
def test_the_files_go_when_the_freeze_ends(db, act):
    award = made()
    with writing():
        act(db.session.get_one(Award, award.id), by=cast.dara(award.edition), at=build.OPENS)
    assert (files(), queries.of_award(award)) == ([], None)


def test_a_file_that_was_copied_before_the_opening_is_worthless_after_it(db):
    """The thief has the copied files, then the keys of INSTANCE and the whole database during the vote."""
    award = made()
    cards = queries.of_award(award)
    folder, stolen = cards.folder, card_files.path_of(cards.folder, 1).read_bytes()
    assert b"B-000" in card_files.read(cards, 1)  # control: before the opening keys and database are enough
    with writing():
        awards.open_poll(db.session.get_one(Award, award.id), by=cast.dara(award.edition), at=build.OPENS)
    target = card_files.path_of(folder, 1)
    target.parent.mkdir(parents=True)
    target.write_bytes(stolen)
    with db.session.no_autoflush, pytest.raises(LookupError):
        card_files.read(AwardCards(folder=folder, award=award), 1)
    db.session.rollback()
    with pytest.raises(InvalidToken):  # all that is left: the key without the salt
        card_files.sealing.unseal_under(hmac.digest(award_queries.key(), b"cards:", "sha256"), stolen)
    card_files.sweep()
    assert files() == []


def test_no_file_lies_longer_than_a_day(db):
    award = made()
    with writing():
        acts.delete_old(by=cast.dara(award.edition), at=cast.AT + timedelta(hours=23))
        assert files() == ["1"]
        acts.delete_old(by=cast.dara(award.edition), at=cast.AT + timedelta(hours=25))
    assert (files(), queries.of_award(award), events()) == ([], None, ["award.cards_deleted"])


def test_cards_asked_for_again_take_the_place_of_the_old_ones(db):
    award = made()
    with writing():
        old = queries.of_award(award).folder
        new = acts.ask(db.session.get_one(Award, award.id), as_pdf=False, by=cast.dara(award.edition), at=cast.AT)
        payload = {"award": award.id, "folder": new.folder}
    making.finish({"award": award.id, "folder": old})  # the old work, taken up again, makes nothing
    assert (files(), queries.of_award(award).made) == ([], 0)
    making.finish(payload)
    assert files() == ["1"]


def test_cards_are_made_of_a_frozen_award_only(db):
    with writing():
        award, _codes = build.an_open_award(cast.an_edition())
        dara = cast.dara(award.edition)
        assert reason_of(acts.ask, award, as_pdf=True, by=dara, at=cast.AT) == "is_open"
        assert reason_of(acts.take, award, sheet=1, by=dara, at=cast.AT) == "is_open"


NEW = (
    "INSERT INTO award_cards (award_id, folder, cards, sheets, asked_at, asked_by)"
    " SELECT id, 'x', 1, 1, opens_at, frozen_by FROM award"
)
FORBIDDEN = {
    "award_cards_while_frozen": ("award_cards", "open", NEW),
    "award_cards_deleted_first": ("award", "made", "UPDATE award SET state = 'open', code_salt = ''"),
    "award_cards_stay_with_their_award": ("award_cards", "made", "UPDATE award_cards SET folder = 'y'"),
}


def in_state(state: str) -> None:
    award = made()
    if state == "open":
        with writing():
            awards.open_poll(database.session.get_one(Award, award.id), by=cast.dara(award.edition), at=build.OPENS)


@pytest.mark.parametrize("guard", sorted(FORBIDDEN))
def test_the_database_refuses_it_whoever_asks(db, guard):
    _table, state, statement = FORBIDDEN[guard]
    in_state(state)
    refuses(guard, statement)


@pytest.mark.parametrize("guard", sorted(FORBIDDEN))
def test_control_without_its_guard_the_same_statement_goes_through(db, guard):
    _table, state, statement = FORBIDDEN[guard]
    in_state(state)
    goes_through_without(guard, statement)
