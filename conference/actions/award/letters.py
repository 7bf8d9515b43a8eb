"""The letters that the steps of an award cause: to its witnesses, and to the people of each work."""

from collections.abc import Mapping
from datetime import datetime

from conference import mail
from conference.models.award.awards import Award
from conference.models.award.ceremony import AwardWitness
from conference.queries.award import ceremony as queries, stages
from conference.rules import frozen
from conference.rules.award.ceremony import Step, WitnessSays, told


def tell_witnesses(award: Award, step: Step, digests: Mapping[str, str], *, at: datetime) -> None:
    """Each witness has the digests that exist now, once for each step and freeze."""
    for witness in queries.witnesses_of(award):
        tell_witness(witness, step, digests, at=at)


def tell_witness(witness: AwardWitness, step: Step, digests: Mapping[str, str], *, at: datetime) -> None:
    """One witness has them, unless they said no."""
    award, known = witness.award, told(step, digests)
    if witness.says is WitnessSays.no or not known:
        return
    mail.queue(
        f"award_witness_{step}",
        to=witness.person,
        edition=award.edition,
        # Frozen again just as it once was is a letter again, since the newest one counts.
        key=f"{award.id}:{known['frozen'][:16]}:{award.frozen_at}",
        at=at,
        award=award,
        digests=known,
    )


def ask_witness(witness: AwardWitness, *, at: datetime) -> None:
    """What a witness does, and the page on which they say whether their name is shown."""
    award = witness.award
    mail.queue("award_witness", to=witness.person, edition=award.edition, key=str(witness.id), at=at, award=award)


def tell_entrants(award: Award, facts: frozen.AwardResult, *, at: datetime) -> None:
    """The two people of each work read what a jury said of it, word for word as both keys approved it."""
    works = {one.work.reference: one.work for one in stages.long_list(award)} if "feedback" in facts else {}
    for given in facts.get("feedback", ()):
        work = works[given["reference"]]
        won = work.reference in facts["result"]["winners"]
        for person in {each.id: each for each in (work.nominee, work.co_presenter) if each}.values():
            said = {"award": award, "work": work, "told": given, "won": won}
            mail.queue("award_feedback", to=person, edition=award.edition, key=str(work.id), at=at, **said)
