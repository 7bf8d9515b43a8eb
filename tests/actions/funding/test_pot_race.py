"""Twelve writers against one pot, on both databases, with the control that shows what happens without the guards."""

import threading
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from conference.actions.funding import pots as budget
from conference.db import Minor, db, now, writing
from conference.models.editions.editions import Edition
from conference.models.funding.offers import GrantLine, Offer, PotEntry
from conference.models.funding.pots import Pot
from conference.models.people.people import Person
from conference.rules.funding.pots import Category, PotKind
from conference.rules.refusals import Refused
from tests import cast
from tests.builders import applications as build

WRITERS = 12
ASKED = [70_00, 110_00, 30_00, 190_00, 45_00, 260_00, 15_00, 90_00, 140_00, 65_00, 220_00, 55_00]
CAPACITY = 1_000_00
AT = datetime(2027, 1, 11, 9, tzinfo=UTC)


@pytest.fixture
def waiting(db):
    """Thirty-six offers that want something from a pot that holds 1,000 pounds; nothing is promised yet."""
    edition = cast.an_edition()
    build.settings(edition)
    pots = build.pots(edition, places=100, money=CAPACITY)
    found = [build.sent(edition, f"Person {number}") for number in range(WRITERS * 3)]
    for application in found:
        build.scored(application)
    frozen = build.frozen_sets.freeze(edition, build.SetKind.offers, edition.id, by=cast.dara(edition), at=AT)
    ids = []
    for number, application in enumerate(found):
        offer = Offer(application=application, set_id=frozen.id, position=number, state="waiting")
        db.session.add(offer)
        db.session.flush()
        db.session.add(
            GrantLine(
                offer_id=offer.id,
                category=Category.travel,
                pot_id=pots[PotKind.money].id,
                amount=ASKED[number % WRITERS],
            )
        )
        ids.append(offer.id)
    db.session.commit()
    return edition.id, pots[PotKind.money].id, ids


def at_once(app, tasks):
    """Run all tasks at the same moment, each in its own connection; what went wrong comes back."""
    start, wrong = threading.Barrier(len(tasks)), []

    def run(task):
        with app.app_context():
            start.wait()
            try:
                task()
            except Exception as error:
                wrong.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=[task]) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return wrong


def test_twelve_writers_never_pass_the_pot_and_refuse_only_what_would_not_fit(app, db, waiting):
    edition_id, pot_id, ids = waiting
    refused = []

    def writer(mine):
        def promise_all():
            for offer_id in mine:
                try:
                    with writing():
                        offer, edition = db.session.get(Offer, offer_id), db.session.get(Edition, edition_id)
                        budget.promise(offer, edition=edition, by=db.session.get(Person, 1), at=now())
                except Refused as no:
                    refused.append(no.facts["need"].minor)

        return promise_all

    wrong = at_once(app, [writer(ids[number::WRITERS]) for number in range(WRITERS)])
    committed, ledger = sums(db, pot_id)
    assert wrong == []
    assert committed == ledger <= CAPACITY
    assert refused and min(refused) > CAPACITY - committed


def test_a_path_that_never_asks_is_refused_by_the_database_itself(app, db, waiting):
    _edition_id, pot_id, ids = waiting

    def insert(offer_id):
        def around():
            with writing():
                db.session.execute(
                    sa.text(
                        "INSERT INTO pot_entry (pot_id, grant_line_id, delta, reason, at, by_id)"
                        " SELECT pot_id, id, amount, 'commit', '2027-01-11 09:00:00', 1 FROM grant_line"
                        " WHERE offer_id = :o"
                    ),
                    {"o": offer_id},
                )

        return around

    wrong = []
    for start in range(0, len(ids), WRITERS):
        wrong += at_once(app, [insert(each) for each in ids[start : start + WRITERS]])
    committed, ledger = sums(db, pot_id)
    assert committed == ledger <= CAPACITY
    assert wrong and all("ck_pot_never_over" in str(error) for error in wrong)
    promised = set(db.session.scalars(sa.select(PotEntry.grant_line_id)))
    left_out = db.session.scalars(sa.select(GrantLine.amount).where(GrantLine.id.not_in(promised))).all()
    assert min(left_out) > CAPACITY - committed


def sums(db, pot_id):
    db.session.rollback()
    pot = db.session.get_one(Pot, pot_id, populate_existing=True)
    return pot.committed, db.session.scalar(sa.select(sa.func.sum(PotEntry.delta)).where(PotEntry.pot_id == pot_id))


def test_control_read_then_write_without_the_guards_passes_the_pot(app, db):
    """The same race on a scratch schema whose writers read the sum, then insert: the pot is overdrawn."""
    scratch = sa.MetaData()
    entry = sa.Table("scratch_entry", scratch, sa.Column("id", sa.Integer, primary_key=True), sa.Column("delta", Minor))
    engine = sa.create_engine(db.engine.url, connect_args={"timeout": 30} if "sqlite" in str(db.engine.url) else {})
    scratch.drop_all(engine)
    scratch.create_all(engine)
    asked = threading.Barrier(WRITERS)

    def writer():
        with engine.connect() as connection:
            promised = connection.scalar(sa.select(sa.func.coalesce(sa.func.sum(entry.c.delta), 0)))
            connection.rollback()
        asked.wait()  # everybody has read, nobody has written: what two requests do on a busy day
        if promised + 300_00 <= CAPACITY:
            with engine.begin() as connection:
                connection.execute(entry.insert().values(delta=300_00))

    try:
        assert at_once(app, [writer] * WRITERS) == []
        with engine.connect() as connection:
            assert connection.scalar(sa.select(sa.func.sum(entry.c.delta))) > CAPACITY
    finally:
        scratch.drop_all(engine)
        engine.dispose()
