"""After the vote: what a hall sees round by round, who is named, when people are reminded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from conference.rules.award.additions import Reason

FULL = 100
MOST_JURY_POINTS = 5
REMIND_PEOPLE, REMIND_JURY = timedelta(days=3), timedelta(days=1)


class WitnessSays(StrEnum):
    """What a witness said: named to everybody, a witness without a name, or no witness."""

    waiting = "waiting"
    named = "named"
    unnamed = "unnamed"
    no = "no"


class Step(StrEnum):
    """The three moments at which a witness is told the digests that exist by then."""

    frozen = "frozen"
    sealed = "sealed"
    published = "published"


# A digest of the result alone could be guessed by trying every result that a small vote can have. These hold either
# nothing of the votes, or every tracker, which nobody can guess.
TOLD: dict[Step, tuple[str, ...]] = {
    Step.frozen: ("rules", "entries", "roll", "frozen"),
    Step.sealed: ("frozen", "file"),
    Step.published: ("frozen", "file"),
}


def told(step: Step, digests: Mapping[str, str]) -> dict[str, str]:
    """The digests that a witness may have at this moment."""
    return {name: digests[name] for name in TOLD[step] if digests.get(name)}


def is_out(announce_at: datetime | None, at: datetime) -> bool:
    """Whether a result that both keys approved is for everybody now: at once, or from the moment that they approved."""
    return announce_at is None or at >= announce_at


def moment_of(facts: Mapping[str, Any]) -> datetime | None:
    """The moment that stands in a frozen result; None: at once, with the second key."""
    written = facts.get("announce_at")
    return datetime.fromisoformat(written) if written else None


def could_vote(facts: Mapping[str, Any]) -> int:
    """How many people could vote: the frozen roll, and each code given since that was not for a lost card."""
    given = [one for one in facts.get("additions", ()) if one["given"] and one["reason"] != Reason.lost_card]
    return int(facts["roll"]) + len(given)


def remind_from(asked_at: datetime, last_moment: datetime, before: timedelta) -> datetime:
    """A reminder comes that long before the last moment, but never in the first half of somebody's own time."""
    return max(last_moment - before, asked_at + (last_moment - asked_at) / 2)


def credit(presenters: str, name: str) -> tuple[str, ...]:
    """Who is named for a work, as equals: the presenters, and the co-presenter who wants to be and is not yet."""
    named = name and name.casefold() not in presenters.casefold()
    return tuple(part for part in (presenters, name if named else "") if part)


@dataclass(frozen=True)
class Bar:
    """One entry in one round: what is written, and how long its bar is of a hundred."""

    reference: str
    figure: str
    length: float
    apart: str = ""


def rounds(facts: Mapping[str, Any]) -> list[list[Bar]]:
    """Each round of the count, the most at the top; a jury's points are one round."""
    result = facts["result"]
    if facts["method"] == "jury":
        return [
            [
                Bar(row["reference"], row.get("mean", ""), FULL * float(row.get("mean") or 0) / MOST_JURY_POINTS)
                for row in result["rows"]
            ]
        ]
    apart = result.get("lived_experience", {}).get("rounds", [{}])[0]
    shown = []
    for number, votes in enumerate(result["rounds"]):
        of_these = apart if number == 0 else {}  # theirs is a count of its own: only its first round is the same one
        most = max(votes.values(), default=0) or 1
        rows = sorted(votes.items(), key=lambda row: (-row[1], row[0] not in result["winners"], row[0]))
        shown.append(
            [
                Bar(reference, str(count), FULL * count / most, str(of_these.get(reference, 0)) if of_these else "")
                for reference, count in rows
            ]
        )
    return shown
