"""flask worker: one loop that sends letters and does what the clock asks."""

import json
import logging
import signal
import time
from collections.abc import Callable
from threading import Event
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from conference import files, mail, pdf
from conference.actions import jobs, outbox, retention
from conference.actions.award import awards, cards, ceremony, reminders
from conference.actions.funding import offers
from conference.actions.payments import payees, promise_clock
from conference.actions.people import sign_in
from conference.actions.reviews import discussion
from conference.cli.award import cards as cards_made, seal
from conference.cli.output import as_json, say
from conference.db import db, now, writing
from conference.models.outbox import Job, Message
from conference.queries.people import people

# What a job of that kind does with its payload; it opens its own transactions, since it may be long.
JOBS: dict[str, Callable[[dict[str, Any]], None]] = {
    "award_seal": seal.finish,
    "award_cards": lambda payload: cards_made.finish(payload, between=meanwhile()),
}
CLOCK_SECONDS = 60.0
# What time alone asks for, every minute: actions taking only by (the system person) and at.
CLOCK: list[Callable[..., object]] = [
    promise_clock.keep_days_off,
    offers.look_after,
    offers.end_waiting_lists,
    promise_clock.watch,
    retention.keep_promises,
    awards.close_due,
    ceremony.announce_due,
    reminders.remind_due,
    cards.delete_old,
    discussion.open_due,
    files.sweep,
    payees.sweep,
]
log = logging.getLogger("alongside.worker")


def send_letters(most: int = 1000) -> dict[str, int]:
    """Send what is due, one letter a transaction: leased, handed over, then marked."""
    counts = {"sent": 0, "refused": 0}
    for _attempt in range(most):
        with writing():
            letter = outbox.lease(at=now())
            letter_id = letter.id if letter else None
            message = mail.message_of(letter) if letter else None
        if letter_id is None or message is None:
            break
        error = ""
        try:
            mail.deliver(message)
        except OSError as refused:  # smtplib's errors are OSErrors
            error = f"{type(refused).__name__}: {refused}"
            log.warning("letter %s not taken: %s", letter_id, error)
        with writing():
            letter = db.session.get_one(Message, letter_id)
            if error:
                outbox.mark_refused(letter, error, at=now())
            else:
                outbox.mark_sent(letter, at=now())
        counts["refused" if error else "sent"] += 1
    return counts


def do_jobs(most: int = 20, kind: str = "") -> int:
    """Do the jobs that are due, each leased first; one that fails three times is left for a person to see."""
    for count in range(most):
        with writing():
            job = jobs.lease(at=now(), kind=kind)
            found = (job.id, job.kind, json.loads(job.payload)) if job else None
        if found is None:
            return count
        job_id, kind, payload = found
        error = ""
        try:
            JOBS[kind](payload)
        except Exception as failure:  # whatever it is, the loop goes on and the job says why
            error = f"{type(failure).__name__}: {failure}"
            log.exception("job %s (%s) failed", job_id, kind)
        with writing():
            jobs.settle(db.session.get_one(Job, job_id), error, at=now())
    return most


def do_clock() -> None:
    """Do what time alone asks for; one act that fails does not stop the others."""
    for act in CLOCK:
        try:
            with writing():
                act(by=people.system(), at=now())
        except Exception:
            log.exception("clock: %s failed", act.__name__)


def meanwhile() -> Callable[[], None]:
    """What must not wait for long work and is done between its parts: letters, the clock each minute, the seal."""
    next_clock = time.monotonic() + CLOCK_SECONDS

    def act() -> None:
        nonlocal next_clock
        send_letters(most=50)
        if time.monotonic() >= next_clock:
            next_clock = time.monotonic() + CLOCK_SECONDS
            do_clock()
        do_jobs(kind="award_seal")

    return act


@click.command("worker")
@click.option("--once", is_flag=True, help="Do what is due now, then stop.")
@with_appcontext
def worker(once: bool) -> None:
    """Send letters and do jobs until stopped."""
    if once:
        one_round()
    else:
        work(current_app._get_current_object())  # type: ignore[attr-defined]


def one_round() -> int:
    """Everything that is due now: letters, the clock, and then jobs, which may be long. How much was done."""
    busy = sum(send_letters(most=50).values())
    do_clock()
    busy += do_jobs()
    with writing():
        sign_in.forget_old(at=now())
    return busy


def work(app: Flask, pause: float = 2.0) -> None:
    """Go round until told to stop (SIGTERM or SIGINT); a round that fails is logged, and the next one comes."""
    stopping = Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: stopping.set())
    signal.signal(signal.SIGINT, lambda _number, _frame: stopping.set())
    next_clock = 0.0
    if not pdf.available():  # asked here and not before the web server: finding out takes half a second
        click.echo(pdf.WHAT_TO_INSTALL)
    with app.app_context():
        while not stopping.is_set():
            busy = 0
            try:
                if time.monotonic() >= next_clock:
                    next_clock = time.monotonic() + CLOCK_SECONDS
                    busy = one_round()
                else:
                    busy = sum(send_letters(most=50).values()) + do_jobs()
            except Exception:
                log.exception("a round of the worker failed")
            db.session.remove()
            if not busy:
                stopping.wait(pause)


@click.group("mail", help="The outbox.")
def mail_group() -> None:
    """The outbox."""


@mail_group.command("send")
@as_json
@with_appcontext
def send(as_json: bool) -> None:
    """Send every letter that is due now."""
    counts = send_letters()
    words = f"{counts['sent']} sent, {counts['refused']} not taken by the mail server."
    say(counts, as_json=as_json, words=words, short=bool(counts["refused"]))


commands = (worker, mail_group)
