"""flask payments: draw up a batch of what is to be paid. A human still has to release it."""

import click
from flask.cli import AppGroup

from conference.actions.payments import batches
from conference.cli.output import as_json, edition_option, edition_or_exit, say, wrong
from conference.db import now, writing
from conference.queries.payments import batches as queries
from conference.queries.people import people
from conference.rules.money import written
from conference.rules.people.duties import Duty

group = AppGroup("payments", help="Batches of payments.")


@group.command("batch")
@edition_option
@click.option("--by", "email", default="", help="Sign-in address of the treasurer who draws it up.")
@as_json
def batch(code: str, email: str, as_json: bool) -> None:
    """Draw up all that can be paid as one frozen batch, to be released at the desk by somebody else."""
    with writing():
        edition, by = edition_or_exit(code), people.system()
        if email:
            found = people.by_sign_in_address(email)
            if found is None or not people.duties_of(found, edition) & {Duty.treasurer, Duty.organiser}:
                wrong(f"{email} is not a treasurer or organiser of {code}.")
            by = found
        at = now()
        left_out = queries.payable(edition, at=at).left_out
        made = batches.prepare(edition, by=by, at=at)
        totals = queries.totals(made) if made else {}
        result = {
            "batch": made.reference if made else None,
            "payments": made.size if made else 0,
            "totals": totals,
            "digest": made.digest if made else None,
            "left_out": [{"item": f"{each.source}:{each.source_id}", "reason": "no_account"} for each in left_out],
        }
    sums = ", ".join(written(total, currency) for currency, total in totals.items())
    words = f"{result['batch']}: {result['payments']} payments, {sums}. Digest {result['digest']}." if made else ""
    lacking = f"{len(left_out)} wait for somebody's account." if left_out else ""
    said = " ".join(filter(None, (words, lacking))) or "Nothing is to be paid now."
    say(result, as_json=as_json, words=said, short=bool(left_out))


commands = (group,)
