"""What a set about the cap rule or the slots will do, beside how things stand now."""

from fractions import Fraction

from conference.models.editions.editions import Edition
from conference.queries.editions import editions
from conference.queries.selection import ranking
from conference.rules import frozen
from conference.rules.selection.ranking import Outcome


def cap_rule_content(
    edition: Edition, threshold: Fraction, top_from: Fraction, second_from: Fraction
) -> frozen.CapRule:
    """What a set about the cap rule will do, beside the rule it replaces."""
    now = ranking.rule_of(edition)
    return {
        "version": now.version + 1,
        "threshold_tenths": int(threshold * 10),
        "top_from_tenths": int(top_from * 10),
        "second_from_tenths": int(second_from * 10),
        "before": {
            "threshold_tenths": int(now.threshold * 10),
            "top_from_tenths": int(now.top_from * 10),
            "second_from_tenths": int(now.second_from * 10),
        },
    }


def slots_content(edition: Edition, wanted: dict[int | None, dict[Outcome, int]]) -> frozen.Slots:
    """What a set about slots will do: every stream by name, with its oral and poster places before and after."""
    have = {(slot.stream_id, slot.outcome): slot.places for slot in ranking.slots_of(edition)}
    names: list[tuple[int | None, str]] = [(stream.id, stream.name) for stream in editions.streams_of(edition)]
    return {
        "streams": [
            {
                "stream": stream,
                "name": name,
                "oral": wanted[stream][Outcome.oral],
                "poster": wanted[stream][Outcome.poster],
                "before": {"oral": have.get((stream, Outcome.oral)), "poster": have.get((stream, Outcome.poster))},
            }
            for stream, name in [*names, (None, "No stream yet")]
            if stream in wanted
        ]
    }
