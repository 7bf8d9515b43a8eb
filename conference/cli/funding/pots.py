"""flask budget: what each pot holds, promises, has spent and has left."""

from flask.cli import AppGroup

from conference.cli.output import as_json, edition_option, edition_or_exit, say
from conference.db import reading
from conference.queries.funding import pots_report
from conference.rules.money import written

group = AppGroup("budget", help="Pots of places and of money.")


@group.command("show")
@edition_option
@as_json
def show(code: str, as_json: bool) -> None:
    """Every pot: capacity, committed (promised and not given back), spent out of it, and left."""
    with reading():
        rows = pots_report.rows(edition_or_exit(code))
        pots, words = [], []
        for row in rows:
            sums = {"capacity": row.capacity, "committed": row.committed, "spent": row.spent, "left": row.left}
            inside = {"inside": row.pot.kind.value} if row.pot.parent_id else {}
            named = {"pot": row.name, "kind": row.pot.kind.value, "currency": row.pot.currency}
            pots.append({**named, **sums, **inside})
            said = {name: written(each, row.pot.currency) if row.pot.currency else each for name, each in sums.items()}
            start = "  of that, " if inside else ""
            words.append(f"{start}{row.name}: " + ", ".join(f"{name} {each}" for name, each in said.items()))
    say({"pots": pots}, as_json=as_json, words="\n".join(words) or "This edition has no pots yet.")


commands = (group,)
