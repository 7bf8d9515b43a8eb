"""flask claims …: take in claims made elsewhere, and tell what is owed, to whom, by when."""

from pathlib import Path

from flask.cli import AppGroup

from conference.actions.payments import imported_claims
from conference.cli.files import dry_run_option, file_argument, map_option, take_in
from conference.cli.output import as_json, edition_option, edition_or_exit, say
from conference.db import now, reading
from conference.queries.payments import promise_clock as queries
from conference.rules.money import written

group = AppGroup("claims", help="What people paid and get back.")


@group.command("import")
@file_argument
@edition_option
@map_option
@dry_run_option
@as_json
def import_(file: Path, code: str, pairs: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    """Take in FILE as history: expense, claimant, currency, amount_minor_units, incurred and more."""
    take_in(imported_claims.take_in, file, code, pairs, dry_run=dry_run, as_json=as_json)


@group.command("promises")
@edition_option
@as_json
def promises(code: str, as_json: bool) -> None:
    """Tell what is owed, to whom and by when, the most urgent first."""
    with reading():
        found = queries.owed(edition_or_exit(code), at=now())
        rows = [
            {
                "claim": promise.claim.reference,
                "person": _person(promise),
                "amount": promise.amount,
                "currency": promise.claim.currency,
                "pay_by": promise.pay_by.isoformat(),
                "state": promise.claim.state.value,
                "days_left": promise.days_left,
            }
            for promise in found
        ]
        totals = queries.totals(found)
        lines = [
            f"{p.pay_by}  {p.claim.reference}  {written(p.amount, p.claim.currency)}  {_person(p)}  {p.claim.state}"
            for p in found
        ] + [f"In all: {written(total, currency)}" for currency, total in totals.items()]
    say({"promises": rows, "totals": totals}, as_json=as_json, words="\n".join(lines) or "Nothing is owed.")


def _person(promise: queries.Promise) -> str:
    """An address, or the reference of the application of somebody without one."""
    offer = promise.claim.offer
    return promise.claim.person.mail_address or (offer.application.reference if offer else "")


commands = (group,)
