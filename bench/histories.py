"""Random concurrent histories of money, with processes killed at random: nothing over, lost or paid twice.

    python bench/histories.py [seconds] [processes] [seed]

On SQLite and on PostgreSQL several processes score, decide, accept, refuse, let lapse, withdraw, promote, book, give
ahead, claim, ask, approve, pay, take back and settle at random, against small pots, over sixty days in which the
conference takes place. Every second or so one of them is killed (SIGKILL) and another starts. While they run and
at the end all promises of `flask check` are asked; at the end every act that a process had written down as
done must be in the record. Leaves with 1 when a promise broke, or when an act was never done.
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
from conference.actions import frozen_sets, outbox  # noqa: E402
from conference.actions.funding import (  # noqa: E402
    advances,
    draft,
    offers,
    pots as budget,
    spending,
    withdrawal,
)
from conference.actions.payments import batches, claim_checks, claims, fees, payees  # noqa: E402
from conference.db import db, now, writing  # noqa: E402
from conference.models.applications.applications import Application  # noqa: E402
from conference.models.audit import AuditEntry  # noqa: E402
from conference.models.editions.editions import Edition  # noqa: E402
from conference.models.funding.advances import Advance, Booking  # noqa: E402
from conference.models.funding.offers import Offer  # noqa: E402
from conference.models.funding.pots import Pot  # noqa: E402
from conference.models.payments.batches import Payment, PaymentBatch  # noqa: E402
from conference.models.payments.claims import Claim  # noqa: E402
from conference.models.payments.fees import Fee  # noqa: E402
from conference.queries import outbox as letter_queries  # noqa: E402
from conference.queries.editions import editions  # noqa: E402
from conference.queries.funding import pots  # noqa: E402
from conference.queries.payments import claims as claims_found  # noqa: E402
from conference.queries.people import people  # noqa: E402
from conference.rules.applications.applications import State  # noqa: E402
from conference.rules.funding.advances import AdvanceState, BookingState  # noqa: E402
from conference.rules.funding.offers import OfferState  # noqa: E402
from conference.rules.funding.pots import Category, Line, PotKind  # noqa: E402
from conference.rules.keys import Kind  # noqa: E402
from conference.rules.payments.batches import BatchState, Outcome  # noqa: E402
from conference.rules.payments.claims import ClaimState, Item  # noqa: E402
from conference.rules.payments.fees import Choice, FeeState  # noqa: E402
from conference.rules.refusals import Refused  # noqa: E402
from tests import cast  # noqa: E402
from tests.builders import (  # noqa: E402
    applications as build,
    claims as build_claims,
    money,
)

PEOPLE = 40
STARTS = date(2027, 2, 22)  # on the forty-second of sixty days
# What must have been done at least once in a whole run.
DONE = {
    "application.scored", "offers.drafted", "decision.frozen", "decision.key_turned", "decision.returned",
    "offer.accepted", "offer.refused", "offer.lapsed", "offer.did_not_come", "application.withdrawn",
    "booking.made", "booking.moved",
    "advance.approved", "claim.sent", "claim.question_asked", "claim.question_answered", "claim.decided",
    "claim.appealed", "fee.offered", "fee.approved", "payee.given", "payments.prepared", "payments.dropped",
    "payments.released", "payments.sent", "payment.came_back", "payments.reconciled", "advance.settled",
    "offer.settled",
}  # fmt: skip
# Refusals in words and by the database: what a busy day is made of. Anything else fails the run.
REFUSED = (
    Refused,
    LookupError, sa.exc.IntegrityError, StaleDataError,
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

    def score() -> None:
        application = one(rng, Application, Application.state == State.sent)
        build.scored(application, rng.randrange(4))

    def decide() -> None:
        draft.draft(edition, by=dara, at=at)
        frozen = frozen_sets.freeze(edition, Kind.offers, edition.id, by=dara, at=at)
        if rng.random() < 0.5:
            frozen_sets.send_back(frozen, reason="No", by=lena, at=at)
        else:
            for person in (dara, lena):
                frozen_sets.turn_key(frozen, digest=frozen.digest, by=person, at=at)

    def resize() -> None:
        pot = one(rng, Pot)
        facts = {
            "kind": pot.kind.value,
            "capacity": pot.capacity + rng.choice((-2, 3)) * (1 if pot.kind is PotKind.places else 7_000),
            "before": pot.capacity,
            "currency": "GBP",
            "reason": "x",
        }
        frozen = frozen_sets.freeze(edition, Kind.pot_size, pot.id, content=facts, by=dara, at=at)
        for person in (dara, lena):
            frozen_sets.turn_key(frozen, digest=frozen.digest, by=person, at=at)

    def offer(state: OfferState) -> Any:
        return one(rng, Offer, Offer.state == state)

    def lapse() -> None:
        for call in letter_queries.tasks_due(edition, before=at):
            outbox.mark_done(call, by=dara, at=at)
        offers.look_after(by=clock, at=at)

    def mine(act: Callable[..., object]) -> None:
        found = one(rng, Offer, Offer.state == OfferState.open, Offer.application_id % 4 > 0)  # a fourth never answer
        act(found, by=found.application.person, at=at)

    def withdraw() -> None:
        found = offer(rng.choice((OfferState.accepted, OfferState.open)))
        withdrawal.withdraw(found.application, by=found.application.person, at=at)

    def book() -> None:
        line = money.travel(offer(OfferState.accepted))
        advances.book(
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
        advances.move(
            booking, BookingState.cancelled, refund=rng.choice((0, booking.cost // 2, booking.cost)), by=dara, at=at
        )

    def advance() -> None:
        line = money.travel(offer(OfferState.accepted))
        asked = advances.ask(line, rng.randrange(100, 6_000), STARTS, by=line.offer.application.person, at=at)
        if rng.random() < 0.7:
            advances.approve(asked, asked.asked, by=tomas, at=at)

    def claim() -> None:
        """A journey by car, or a ticket with its receipt; sent, and looked at another time."""
        found = offer(OfferState.accepted)
        amount = rng.randrange(100, 6_000)
        driven = {"item": Item.car, "quantity": amount, "rate": (1, 1), "rate_source": "test"}
        build_claims.a_line(found, amount, shade=rng.randrange(255), **(driven if rng.random() < 0.6 else {}))
        claims.send(build_claims.begun(found), by=found.application.person, at=at)

    def claim_in(*states: ClaimState) -> Claim:
        made: Claim = one(rng, Claim, Claim.state.in_(states))
        return made

    def ask() -> None:
        claim_checks.ask(claim_in(ClaimState.submitted), "Which day?", by=tomas, at=at)

    def answer() -> None:
        found = claim_in(ClaimState.query)
        claim_checks.answer(found, "The ninth.", by=found.person, at=at)

    def appeal() -> None:
        found = claim_in(ClaimState.refused)
        claim_checks.appeal(found, "Look again.", by=found.person, at=at)

    def check() -> None:
        found = claim_in(ClaimState.submitted, ClaimState.checking, ClaimState.appeal)
        lines = claims_found.lines_of(found)
        share = rng.choice((0, 1, 2, 2, 2, 2))
        claim_checks.decide(found, {each.id: (each.base * share // 2, "As agreed.") for each in lines}, by=tomas, at=at)

    def fee() -> None:
        person = offer(OfferState.accepted).application.person
        task_at = at + timedelta(days=1)
        made = fees.offer(person, edition, task="Talk", task_at=task_at, amount=2_000, by=dara, at=at)
        fees.read_card(made, by=person, at=at)
        fees.choose(made, rng.choice(list(Choice)), part=1_000, month=at.date().replace(day=1), by=person, at=at)

    def fee_done() -> None:
        made = one(rng, Fee, Fee.state == FeeState.chosen, Fee.task_at <= at)
        fees.done(made, by=dara, at=at)
        if made.amount:
            fees.approve(made, by=dara, at=at)

    def account() -> None:
        person = offer(OfferState.accepted).application.person
        payees.give(person, edition, "bank", money.IBAN, by=person, at=at)  # type: ignore[arg-type]

    def batch(state: BatchState) -> Any:
        return one(rng, PaymentBatch, PaymentBatch.state == state)

    def back() -> None:
        batches.came_back(
            one(rng, Payment, Payment.live, Payment.amount > 0), rng.choice(list(Outcome)), by=tomas, at=at
        )

    def release() -> None:
        found = batch(BatchState.draft)
        batches.release(found, digest_seen=found.digest, by=dara, at=at)

    acts: list[tuple[float, Callable[[], object]]] = [
        (3, score), (2, decide), (1, resize), (3, lambda: mine(offers.accept)), (1, lambda: mine(offers.refuse)),
        (2, lapse), (0.3, withdraw), (1, lambda: offers.did_not_come(offer(OfferState.accepted), by=dara, at=at)),
        (3, book), (2, rebook), (3, advance), (6, account), (2, fee), (2, fee_done),
        (6, claim), (1, ask), (2, answer), (6, check), (1, appeal),
        (4, lambda: batches.prepare(edition, by=rng.choice((tomas, clock)), at=at)),
        (4, release), (1, lambda: batches.drop(batch(BatchState.draft), by=tomas, at=at)),
        (4, lambda: batches.send(batch(BatchState.released), by=dara, at=at)), (2, back),
        (2, lambda: batches.reconcile(batch(BatchState.sent), by=tomas, at=at)),
        (1, lambda: advances.settle(one(rng, Advance, Advance.state == AdvanceState.paid), by=tomas, at=at)),
        (1, lambda: advances.recovered(one(rng, Advance, Advance.state == AdvanceState.recovery_due), by=tomas, at=at)),
        (0.5, lambda: spending.settle(offer(OfferState.accepted), by=tomas, at=at)),
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
                    before = db.session.scalar(sa.select(sa.func.max(AuditEntry.id)))
                    act_of(rng, editions.by_code("FORUM27"), at)()  # type: ignore[arg-type]
                    db.session.flush()
                    entry = db.session.scalar(sa.select(sa.func.max(AuditEntry.id)))
            except REFUSED:
                continue
            except sa.exc.OperationalError as error:  # PostgreSQL broke a deadlock: the whole act is undone
                if "deadlock" not in str(error):
                    raise
                continue
            if entry != before:  # the clock may find nothing to do
                done.write(f"{entry}\n")
                done.flush()


def fill(app: Flask) -> None:
    """People who were scored and need different sums, and pots that hold a part of it."""
    with app.app_context():
        killed.make_tables()
        with writing():
            edition = cast.an_edition(starts_on=STARTS, ends_on=STARTS + timedelta(days=2))
            build.settings(edition)
            build.pots(edition, places=PEOPLE // 4, money=170_000)
            dara, _lena, _tomas = cast.dara(edition), cast.lena(edition), cast.tomas(edition)
            general = pots.pots_of(edition)[PotKind.money]
            inside = budget.ring_fence(general, "Rosewood Trust", "Carers", by=dara, at=cast.AT)
            inside.capacity = 80_000
            found = [build.sent(edition, f"Person {number}") for number in range(PEOPLE)]
            for number, application in enumerate(found):
                pot = inside.id if number % 5 == 0 else None
                lines = [Line(Category.place, 1), Line(Category.travel, 5_000 + 1_300 * (number % 7), pot)]
                draft.set_costs(application, lines, by=dara, at=cast.AT)
            for application in found[: PEOPLE // 2]:  # the others are read while offers are out already
                build.scored(application, application.id % 4)
            batches.set_up(edition, payer_name="", payer_iban="", by=cast.tomas(edition), at=cast.AT)
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
        acknowledged = {int(line) for path in instance.glob("done-*") for line in path.read_text().split()}
        stored = set(db.session.scalars(sa.select(AuditEntry.id)))
        told["done"], told["lost"] = len(acknowledged), len(acknowledged - stored)
        told["acts"] = dict(Counter(db.session.scalars(sa.select(AuditEntry.event))).most_common())
        told["never"] = sorted(DONE - told["acts"].keys())
        killed.close()
    return told


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60
    processes = int(sys.argv[2]) if len(sys.argv) > 2 else 4
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else int(time.time()) % 100_000
    failed = False
    for name, url, folder in killed.databases("histories"):
        told = run(url, folder, seconds=seconds, processes=processes, seed=seed)
        failed |= bool(told["broken"] or told["lost"] or told["died"] or told["never"])
        print(f"{name}, seed {seed}: {told}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
