"""What is told to a co-chair."""

from datetime import datetime

from flask_babel import gettext as _

from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.models.streams.co_chairs import CoChair
from conference.queries.streams import candidates
from conference.queries.streams.co_chairs import of_person
from conference.rules.streams import co_chairs as rules
from conference.rules.streams.co_chairs import State
from conference.signposts.lines import Part


def part_of(person: Person, edition: Edition, *, at: datetime) -> list[Part]:
    """What this person was asked for, and what they can say next."""
    parts = [_part(seat) for seat in of_person(person, edition) if seat.state in rules.LIVE]
    candidate = candidates.candidate_of(person, edition)
    if candidate and candidate.said_at is None and not parts:
        parts.append(
            Part(
                title=_("Co-chair of a stream"),
                state=_("We would like to ask you"),
                next_step=_("Tell us which streams you would like, and when you can come"),
                endpoint="stream.wishes",
                args={"edition": edition.code},
            )
        )
    return parts


def _part(seat: CoChair) -> Part:
    title = _("Co-chair of %(stream)s", stream=seat.stream.name)
    args: dict[str, object] = {"edition": seat.edition.code, "co_chair_id": seat.id}
    if seat.state == State.accepted:
        return Part(title, _("You said yes"), _("See your role card"), "stream.card", args, mine=False)
    if seat.wished_change:
        return Part(
            title,
            _("You asked for a change"),
            _("We will send you a new role card"),
            "stream.card",
            args,
            mine=False,
        )
    return Part(title, _("You are asked"), _("Read the role card and answer"), "stream.card", args, by=seat.answer_by)
