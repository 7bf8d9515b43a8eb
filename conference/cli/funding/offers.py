"""flask offers: what the clock does for open offers."""

from flask.cli import AppGroup

from conference.actions.funding import offers
from conference.cli.output import as_json, say
from conference.db import now, writing
from conference.queries.people import people

group = AppGroup("offers", help="Offers of funded places.")


@group.command("lapse")
@as_json
def lapse(as_json: bool) -> None:
    """Remind, ask for a call, keep open what waits for it, end what ran out, and offer what is free to the next."""
    with writing():
        done = offers.look_after(by=people.system(), at=now())
    words = (
        f"{done['reminded']} reminded, {done['to_ring']} to ring, {done['kept_open']} kept open,"
        f" {done['lapsed']} lapsed."
    )
    say(done, as_json=as_json, words=words)


commands = (group,)
