"""What waits of co-chair places."""

from datetime import datetime

from conference.models.editions.editions import Edition
from conference.queries.editions import editions
from conference.queries.streams import co_chairs
from conference.rules.people.duties import Kind
from conference.rules.streams import co_chairs as rules
from conference.rules.streams.co_chairs import State
from conference.signposts.lines import Waiting


def waiting(edition: Edition, *, at: datetime) -> list[Waiting]:
    """What waits for the organisers: picks to freeze, empty seats, answers that are late, wishes and names."""
    everyone = co_chairs.asked(edition)
    live = {(each.stream_id, each.kind) for each in everyone if each.state in rules.LIVE}
    refused = {(each.stream_id, each.person_id) for each in everyone if each.state in rules.SAID_NO}
    drafted = {
        (each.stream_id, each.kind)
        for each in co_chairs.picks_of(co_chairs.newest_proposal(edition))
        if (each.stream_id, each.person_id) not in refused
    }
    seats = {(stream.id, kind) for stream in editions.streams_of(edition) for kind in Kind}
    sent = [each for each in everyone if each.state == State.role_sent]
    silent = [each for each in sent if not each.wished_change]
    lines = [
        Waiting("Co-chair choices drafted, not yet frozen", len(drafted - live), "desk_streams.index"),
        Waiting("Co-chair places with no candidate", len(seats - live - drafted), "desk_streams.index"),
        Waiting(
            "Role cards without an answer",
            len(silent),
            "desk_streams.index",
            due=min((each.answer_by for each in silent if each.answer_by), default=None),
        ),
        Waiting("Requests to change a role card", len(sent) - len(silent), "desk_streams.index"),
        Waiting(
            "Co-chairs who suggested someone else",
            sum(each.state == State.suggested_other and (each.stream_id, each.kind) not in live for each in everyone),
            "desk_streams.index",
        ),
    ]
    return [line for line in lines if line.count]
