"""Letters of funded places: who may have which, what each needs to be known, and one text for page, PDF and phone."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from conference.rules.funding.offers import OfferState


class PaperLetter(StrEnum):
    """What a person can be given on paper."""

    offer = "offer"
    regret = "regret"
    visa = "visa"
    jobcentre = "jobcentre"
    arrival = "arrival"
    certificate = "certificate"


class Fact(StrEnum):
    """What only the organisers of an edition know, and letters need."""

    signer = "signer"
    host = "host"
    meets_me = "meets_me"
    meets_phone = "meets_phone"
    meeting_point = "meeting_point"
    quiet_room = "quiet_room"
    day_plan = "day_plan"
    online_free = "online_free"


# Without these a letter would have holes, so it is not given out.
NEEDS: Mapping[PaperLetter, tuple[Fact, ...]] = {
    PaperLetter.offer: (),
    PaperLetter.regret: (),
    PaperLetter.visa: (Fact.signer, Fact.host),
    PaperLetter.jobcentre: (Fact.signer,),
    PaperLetter.arrival: (Fact.meets_me, Fact.meets_phone, Fact.meeting_point, Fact.quiet_room, Fact.day_plan),
    PaperLetter.certificate: (Fact.signer,),
}


@dataclass(frozen=True)
class Standing:
    """What decides which letters a person may have."""

    offer: OfferState | None
    told_no: bool
    wants_visa: bool
    ends_on: date
    today: date


def due_to(standing: Standing) -> tuple[PaperLetter, ...]:
    """The letters that are a person's to have now, whatever the desk still has to write for them."""
    holds = standing.offer in (OfferState.open, OfferState.accepted)
    comes = standing.offer is OfferState.accepted
    may = {
        PaperLetter.offer: holds or standing.offer in (OfferState.refused, OfferState.lapsed, OfferState.withdrawn),
        PaperLetter.regret: standing.told_no,
        PaperLetter.visa: holds and standing.wants_visa,
        PaperLetter.jobcentre: holds,
        PaperLetter.arrival: comes and standing.today <= standing.ends_on,
        PaperLetter.certificate: comes and standing.today > standing.ends_on,
    }
    return tuple(letter for letter in PaperLetter if may[letter])


def missing(letter: PaperLetter, known: Collection[Fact]) -> tuple[Fact, ...]:
    """What the desk still has to write before this letter can be given out."""
    return tuple(fact for fact in NEEDS[letter] if fact not in known)


@dataclass(frozen=True)
class Block:
    """A piece of a letter: a title, a heading, a paragraph, or the lines of a list."""

    kind: str
    lines: tuple[str, ...]


def blocks(text: str) -> list[Block]:
    """The pieces of a letter as it is written: empty lines part them, # marks headings, - the lines of a list."""
    found: list[Block] = []
    for part in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in part.splitlines() if line.strip()]
        if not lines:
            continue
        if lines[0].startswith("# "):
            found.append(Block("heading" if found else "title", (lines[0][2:],)))
        elif all(line.startswith("- ") for line in lines):
            found.append(Block("list", tuple(line[2:] for line in lines)))
        else:
            found.append(Block("text", tuple(lines)))
    return found


_ADDRESS = re.compile(r"https?://\S+")
_REFERENCE = re.compile(r"\bLE-([A-Z0-9]+)-([A-Z0-9]+)\b")


def aloud(text: str) -> str:
    """The same letter to read out on the phone: no web addresses, and references letter by letter."""
    lines = [line for line in text.splitlines() if not _ADDRESS.search(line)]
    spelled = _REFERENCE.sub(
        lambda found: "L E, " + ", ".join(" ".join(part) for part in found.groups()), "\n".join(lines)
    )
    return re.sub(r"\n{3,}", "\n\n", spelled).strip() + "\n"
