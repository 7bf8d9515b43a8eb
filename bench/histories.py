"""Random concurrent histories of money, with processes killed at random: nothing over, lost or paid twice.

    python bench/histories.py [seconds] [processes] [seed]

On SQLite and on PostgreSQL several processes decide, accept, refuse, lapse, withdraw, book, claim, approve, pay,
take back and settle at random, against small pots. Every second or two one of them is killed (SIGKILL) and another
starts. While they run and at the end all promises of `flask check` are asked; at the end every act that a
process had written down as done must be in the record. Leaves with 1 when a promise broke.
"""

import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import sqlalchemy as sa  # noqa: E402
from flask import Flask  # noqa: E402
from sqlalchemy.orm.exc import StaleDataError  # noqa: E402

from bench import killed  # noqa: E402
from conference.actions import (  # noqa: E402  # noqa: E402
    ahead,
    applications,
    budget,
    decisions,
    letters,
    offers,
    payees,
    payments,
    plans,
    spending,
)
from conference.db import db, now, writing  # noqa: E402
from conference.models.ahead import Advance, Booking  # noqa: E402
from conference.models.audit import AuditEntry  # noqa: E402
from conference.models.budget import Pot  # noqa: E402
from conference.models.claims import Claim  # noqa: E402
from conference.models.editions import Edition  # noqa: E402
from conference.models.offers import Offer  # noqa: E402
from conference.models.payments import Payment, PaymentBatch  # noqa: E402
from conference.queries import editions, people  # noqa: E402
from conference.queries import letters as letter_queries  # noqa: E402
from conference.rules.ahead import AdvanceState, BookingState  # noqa: E402
from conference.rules.budget import PotKind  # noqa: E402
from conference.rules.decisions import Kind  # noqa: E402
from conference.rules.offers import OfferState  # noqa: E402
from conference.rules.payments import BatchState, Outcome  # noqa: E402
from tests import cast  # noqa: E402
from tests.builders import applications as build  # noqa: E402
from tests.builders import money  # noqa: E402

PEOPLE = 24
# Refusals in words and by the database: what a busy day is made of. Anything else fails the run.
REFUSED = (
    ahead.MayNot, applications.MayNot, budget.DoesNotFit, decisions.MayNot, payees.NotNow, plans.NotReady,
    spending.OverTheLine, LookupError, sa.exc.IntegrityError, StaleDataError,
)  # fmt: skip


def one(rng: random.Random, model: Any, *where: Any) -> Any:
    """Any row of that kind, or a refusal when there is none."""
    ids = db.session.scalars(sa.select(model.id).where(*where).order_by(model.id)).all()
    if not ids:
        raise LookupError(model.__tablename__)
    return db.session.get_one(model, rng.choice(ids))


def act_of(rng: random.Random, edition: Edition, at: datetime) -> Callable[[], object]:
    """One random act, ready to be done."""
    dara, lena, tomas, clock = cast.dara(edition), cast.lena(edition), cast.tomas(edition), people.system()

    def decide() -> None:
        plans.draft(edition, by=dara, at=at)
        frozen = decisions.freeze(edition, Kind.offers, edition.id, by=dara, at=at)
        if rng.random() < 0.2:
            decisions.send_back(frozen, reason="No", by=lena, at=at)
        else:
            for person in (dara, lena):
                decisions.turn_key(frozen, digest=frozen.digest, by=person, at=at)

    def resize() -> None:
        pot = one(rng, Pot)
        facts = {
            "kind": pot.kind.value,
            "capacity": pot.capacity + rng.choice((-2, 3)) * (1 if pot.kind is PotKind.places else 7_000),
            "before": pot.capacity,
            "currency": "GBP",
            "reason": "x",
        }
        frozen = decisions.freeze(edition, Kind.pot_size, pot.id, content=facts, by=dara, at=at)
        for person in (dara, lena):
            decisions.turn_key(frozen, digest=frozen.digest, by=person, at=at)

    def offer(state: OfferState) -> Any:
        return one(rng, Offer, Offer.state == state)

    def lapse() -> None:
        for call in letter_queries.tasks_due(edition, before=at):
            letters.mark_done(call, by=dara, at=at)
        offers.look_after(by=clock, at=at)

    def mine(act: Callable[..., object]) -> None:
        found = offer(OfferState.open)
        act(found, by=found.application.person, at=at)

    def withdraw() -> None:
        found = offer(rng.choice((OfferState.accepted, OfferState.open)))
        applications.withdraw(found.application, by=found.application.person, at=at)

    def book() -> None:
        line = money.travel(offer(OfferState.accepted))
        ahead.book(
            line,
            supplier="Rail",
            reference=os.urandom(6).hex(),
            cost=rng.randrange(1, 9_000),
            changeable=True,
            by=dara,
            at=at,
        )

    def rebook() -> None:
        booking = one(rng, Booking, Booking.state == BookingState.booked)
        ahead.move(
            booking, BookingState.cancelled, refund=rng.choice((0, booking.cost // 2, booking.cost)), by=dara, at=at
        )

    def advance() -> None:
        line = money.travel(offer(OfferState.accepted))
        asked = ahead.ask(line, rng.randrange(100, 6_000), date(2027, 5, 9), by=line.offer.application.person, at=at)
        ahead.approve(asked, asked.asked, by=tomas, at=at)

    def account() -> None:
        person = offer(OfferState.accepted).application.person
        payees.give(person, edition, "bank", money.IBAN, by=person, at=at)  # type: ignore[arg-type]

    def batch(state: BatchState) -> Any:
        return one(rng, PaymentBatch, PaymentBatch.state == state)

    def back() -> None:
        payments.came_back(
            one(rng, Payment, Payment.live, Payment.amount > 0), rng.choice(list(Outcome)), by=tomas, at=at
        )

    def release() -> None:
        found = batch(BatchState.draft)
        payments.release(found, digest_seen=found.digest, by=dara, at=at)

    acts: list[tuple[int, Callable[[], object]]] = [
        (2, decide), (1, resize), (6, lambda: mine(offers.accept)), (2, lambda: mine(offers.refuse)), (2, lapse),
        (1, withdraw), (4, book), (2, rebook), (3, advance), (6, account),
        (8, lambda: money.claimed(offer(OfferState.accepted), rng.randrange(100, 6_000))),
        (4, lambda: payments.prepare(edition, by=rng.choice((tomas, clock)), at=at)),
        (4, release), (1, lambda: payments.drop(batch(BatchState.draft), by=tomas, at=at)),
        (4, lambda: payments.send(batch(BatchState.released), by=dara, at=at)), (2, back),
        (2, lambda: payments.reconcile(batch(BatchState.sent), by=tomas, at=at)),
        (1, lambda: ahead.settle(one(rng, Advance, Advance.state == AdvanceState.paid), by=tomas, at=at)),
        (1, lambda: ahead.recovered(one(rng, Advance, Advance.state == AdvanceState.recovery_due), by=tomas, at=at)),
        (1, lambda: spending.settle(offer(OfferState.accepted), by=tomas, at=at)),
    ]  # fmt: skip
    found: Callable[[], object] = rng.choices([act for _w, act in acts], [weight for weight, _act in acts])[0]
    return found


def work(app: Flask, instance: Path, started: float, seconds: float, seed: int) -> None:
    """One process: random acts for ever; what was stored is written down at once, with its entry in the record."""
    rng = random.Random(seed)
    with app.app_context(), open(instance / f"done-{seed}", "a") as done:
        while True:
            at = cast.AT + timedelta(days=60 * (time.time() - started) / seconds)
            try:
                with writing():
                    now()  # the lock first
                    made = act_of(rng, editions.by_code("FORUM27"), at)()  # type: ignore[arg-type]
                    db.session.flush()
                    entry = f"entry:{db.session.scalar(sa.select(sa.func.max(AuditEntry.id)))}"
                    kept = f"claim:{made.id}" if isinstance(made, Claim) else entry
            except REFUSED:
                continue
            except sa.exc.OperationalError as error:  # PostgreSQL broke a deadlock: the whole act is undone
                if "deadlock" not in str(error):
                    raise
                continue
            done.write(f"{kept}\n")
            done.flush()


def fill(app: Flask) -> None:
    """People who were scored and need different sums, and pots that hold a part of it."""
    with app.app_context():
        killed.make_tables()
        with writing():
            edition = cast.an_edition()
            build.settings(edition)
            build.pots(edition, places=PEOPLE // 3, money=90_000)
            cast.lena(edition), cast.tomas(edition)
            found = [build.sent(edition, f"Person {number}") for number in range(PEOPLE)]
            for number, application in enumerate(found):
                build.scored(application, number % 4)
                build.costed(application, money=5_000 + 1_300 * (number % 7))
            payments.set_up(edition, payer_name="", payer_iban="", by=cast.tomas(edition), at=cast.AT)
            build.carried(edition)
        killed.close()


def run(url: str, instance: Path, *, seconds: float, processes: int, seed: int) -> dict[str, Any]:
    """A history on one database: what was done, how many were killed, and each promise that broke."""
    app = killed.open_app(url, instance)
    fill(app)
    told: dict[str, Any] = {"killed": 0, "broken": [], "died": 0, "done": 0, "lost": 0}
    started = time.time()
    facts = app, instance, started, seconds
    with closing(killed.killing(work, facts, told, processes=processes, seed=seed, pause=(0.5, 1.5))) as kills:
        for _killed in kills:
            told["broken"] += killed.checked(app)
            if time.time() >= started + seconds:
                break
    told["broken"] += killed.checked(app)
    with app.app_context():
        acknowledged = {line for path in instance.glob("done-*") for line in path.read_text().split()}
        stored = {f"entry:{id_}" for id_ in db.session.scalars(sa.select(AuditEntry.id))}
        stored |= {f"claim:{id_}" for id_ in db.session.scalars(sa.select(Claim.id).where(Claim.approved > 0))}
        told["done"], told["lost"] = len(acknowledged), len(acknowledged - stored)
        told["acts"] = dict(Counter(db.session.scalars(sa.select(AuditEntry.event))).most_common())
        killed.close()
    return told


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60
    processes = int(sys.argv[2]) if len(sys.argv) > 2 else 4
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else int(time.time()) % 100_000
    failed = False
    for name, url, folder in killed.databases("histories"):
        told = run(url, folder, seconds=seconds, processes=processes, seed=seed)
        failed |= bool(told["broken"] or told["lost"] or told["died"])
        print(f"{name}, seed {seed}: {told}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
