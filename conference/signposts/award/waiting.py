"""What the stages before a ballot ask of the organisers, each with the day by which it must be done."""

from collections import Counter
from datetime import datetime

from conference.models.award.stages import AwardStages
from conference.models.editions.editions import Edition
from conference.queries.award import jury, result as award_result, stages as queries
from conference.rules.award.counting import AwardState
from conference.rules.award.stages import Lack, Phase, Said, Stages
from conference.rules.keys import State
from conference.signposts.lines import Waiting

CONFIRMATIONS = {Lack.nominee_waits, Lack.no_co_presenter, Lack.co_presenter_waits}


def waiting(edition: Edition, *, at: datetime) -> list[Waiting]:
    """Nominations to look at, works that lack a yes, jurors who have not answered or rated, and the next press."""
    return [line for stages in queries.of_edition(edition, *Phase) for line in _lines(stages, edition, at)]


def _lines(stages: AwardStages, edition: Edition, at: datetime) -> list[Waiting]:
    found = Counter[tuple[str, datetime]]()
    if stages.phase in (Phase.nominating, Phase.rating):
        for listed in queries.long_list(stages.award):
            if Lack.not_looked_at in listed.lacks:
                found[("nominations to check", stages.nominations_until)] += 1
            elif set(listed.lacks) and set(listed.lacks) <= CONFIRMATIONS:
                found[("entries waiting for an answer", stages.rating_until)] += 1
    if stages.phase in (Phase.preparing, Phase.nominating, Phase.rating):
        for seat in jury.seats(stages.award):
            if seat.juror.said is Said.waiting:
                found[("jurors who have not answered", stages.nominations_until)] += 1
            elif stages.phase is Phase.rating and seat.left:
                found[("jurors who have not finished rating", stages.rating_until)] += 1
    if press := _next_press(stages, at):
        found[press] += 1
    return [
        Waiting(
            text=f"{stages.award.name}: {words}",
            count=count,
            endpoint="desk_award_stages.show",
            args={"edition": edition.code, "award_id": stages.award_id},
            due=due,
        )
        for (words, due), count in found.items()
    ]


def _next_press(stages: AwardStages, at: datetime) -> tuple[str, datetime] | None:
    """The step that an organiser takes next, where it is time for it."""
    if stages.phase is Phase.preparing:
        return "open the nominations", stages.nominations_until
    if stages.phase is Phase.nominating and at >= stages.nominations_until:
        return "start the rating", stages.rating_until
    if stages.phase is Phase.rating and at >= stages.rating_until:
        return "close the rating", stages.rating_until
    if stages.phase is Phase.closed:
        return "make the shortlist", stages.award.opens_at
    result = award_result.approved_set(stages.award) or award_result.result_set(stages.award)
    waits_for_keys = result is not None and result.state in (State.waiting, State.carried)
    if stages.stages is Stages.jury_only and stages.award.state == AwardState.draft and not waits_for_keys:
        return "freeze the jury’s result for both keys", stages.award.closes_at
    return None
