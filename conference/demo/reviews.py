"""The demo's reviews: begun on real abstracts without one invented score; sent and decided on invented ones.

What the scores below say of an invented abstract follows from what its text tells of co-production.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import cycle

from sqlalchemy import select

from conference.actions import frozen_sets
from conference.actions.reviews import discussion, reviews
from conference.actions.selection import decisions as abstract_decisions, ranking
from conference.db import db
from conference.demo.abstracts import INVENTED
from conference.models.abstracts.abstracts import Abstract
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.models.reviewers.assignment import Assignment
from conference.queries.editions import editions
from conference.queries.reviewers import assignment
from conference.queries.reviews import reviews as queries
from conference.queries.selection import cap_and_slots, decisions as drafts
from conference.rules.keys import Kind as SetKind
from conference.rules.people.duties import Kind
from conference.rules.reviews.reviews import Answers, Fact
from conference.rules.selection.ranking import Outcome

# Oral and poster places; streams are uneven, as they are in life.
PLACES = ((2, 12), (2, 10), (2, 10), (2, 8), (1, 8), (1, 6), (1, 6), (1, 5))
DECIDED = ("Safer care", "Care at home", "Mental health")
WAITING = ("Children and young people", "Equal access")
TALKED_OVER = 19  # the two kinds lie far apart
REMARK = "Twice as many mistakes were found. Are there more of them, or do people now look better? I could not tell."
# Invented abstract: score by lived experience, score by professionals, co-production.
SCORES = {
    1: (5, 4, 4), 2: (4, 4, 3), 3: (5, 5, 1), 4: (2, 2, 0),
    5: (5, 4, 4), 6: (3, 4, 2), 7: (4, 4, 3), 8: (4, 5, 1),
    9: (5, 4, 4), 10: (5, 5, 3), 11: (3, 3, 2), 12: (3, 3, 0),
    13: (5, 4, 4), 14: (4, 4, 3), 15: (3, 3, 2),
    16: (4, 4, 3), 17: (4, 3, 3), 18: (4, 5, 1), 19: (5, 3, 3),
}  # fmt: skip
FACTS = {
    0: {Fact.none},
    1: {Fact.told},
    2: {Fact.consulted},
    3: {Fact.consulted, Fact.designed},
    4: {Fact.designed, Fact.decided, Fact.delivered},
}
COMMENTS = {
    (Kind.lived_experience, True): (
        "This is what I wished for when I was ill. I could follow every word.",
        "I can see that people like me were in the room. Tell us what it cost them, too.",
        "Clear and kind. I would show this to my neighbour.",
    ),
    (Kind.lived_experience, False): (
        "The idea is good, but nobody asked us. Next time, ask before you start.",
        "I did not understand what changed for the people. Say it in one plain line.",
        "It speaks about us, not with us.",
    ),
    (Kind.professional, True): (
        "A simple change, well measured. Say how long it lasted.",
        "Strong work that another team could take up next week.",
        "Clear aim, honest figures. I would like to see who was left out.",
    ),
    (Kind.professional, False): (
        "The figures are few. Say how they were counted.",
        "A fair start. The lessons are not drawn out yet.",
        "I miss what did not work: that is where others learn.",
    ),
}


def load(edition: Edition, cast: Mapping[str, Person], *, at: datetime) -> None:
    """Agree the slots, send and begin reviews, rank, decide three streams, and leave two waiting for the second key."""
    dara, lena = cast["dara"], cast["lena"]
    streams = editions.streams_of(edition)
    wanted: dict[int | None, dict[Outcome, int]] = {
        stream.id: {Outcome.oral: oral, Outcome.poster: poster}
        for stream, (oral, poster) in zip(streams, PLACES, strict=False)
    }
    agreed = frozen_sets.freeze(
        edition, SetKind.slots, edition.id, content=cap_and_slots.slots_content(edition, wanted), by=dara, at=at
    )
    for holder in (dara, lena):
        frozen_sets.turn_key(agreed, digest=agreed.digest, by=holder, at=at)
    _review(edition, at=at)
    _talk(edition, at=at)
    ranking.rank(edition, by=dara, at=at)
    for names, holders in ((DECIDED, (dara, lena)), (WAITING, (dara,))):
        for stream in streams:
            suggested = drafts.suggestions(edition, stream.id)
            if stream.name in names and suggested:
                digest = drafts.digest_of(suggested)
                abstract_decisions.draft(edition, stream.id, digest=digest, by=dara, at=at)
        if not drafts.drafts(edition):
            continue
        frozen = frozen_sets.freeze(edition, SetKind.abstract_decisions, edition.id, by=dara, at=at)
        for holder in holders:
            frozen_sets.turn_key(frozen, digest=frozen.digest, by=holder, at=at)


def _review(edition: Edition, *, at: datetime) -> None:
    """Every reviewer of a scored abstract sends; every other pair with a real abstract is begun, without a score."""
    plan = assignment.published(edition)
    if plan is None:
        return
    words = {key: cycle(said) for key, said in COMMENTS.items()}
    pairs = db.session.execute(
        select(Assignment, Abstract.source_id)
        .join(Abstract, Abstract.id == Assignment.abstract_id)
        .where(Assignment.proposal_id == plan.id, Assignment.released_at.is_(None))
        .order_by(Abstract.number, Assignment.id)
    )
    keys = {
        kind: [criterion.key for criterion in queries.criteria_of(form.id)]
        for kind in Kind
        if (form := queries.form_of(edition, kind))
    }
    for number, (pair, source) in enumerate(pairs.all()):
        if not str(source).startswith(INVENTED):
            if number % 2:
                reviews.save(pair, Answers(), at=at - timedelta(hours=number % 48))
            continue
        scored = SCORES.get(int(str(source).removeprefix(INVENTED)))
        if scored:
            lived, professional, level = scored
            overall = lived if pair.kind is Kind.lived_experience else professional
            answers = Answers(
                overall,
                frozenset(FACTS[level]),
                dict.fromkeys(keys[pair.kind], overall),
                next(words[pair.kind, overall >= 3 and (level >= 2 or pair.kind is Kind.professional)]),
            )
            reviews.submit(pair, answers, by=pair.reviewer.person, at=at)


def _talk(edition: Edition, *, at: datetime) -> None:
    """A professional asks what the others make of it; Amina has not answered yet."""
    pair = db.session.scalar(
        select(Assignment)
        .join(Abstract, Abstract.id == Assignment.abstract_id)
        .where(
            Abstract.edition_id == edition.id,
            Abstract.source_id == f"{INVENTED}{TALKED_OVER}",
            Assignment.kind == Kind.professional,
        )
        .order_by(Assignment.id)
        .limit(1)
    )
    if pair:
        discussion.say(pair, REMARK, by=pair.reviewer.person, at=at)
