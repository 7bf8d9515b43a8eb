"""What of an award is frozen and published: digests, the public file, the result that both keys approve."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from conference.db import db
from conference.models.award.awards import Award, RollRow, SealedBallot
from conference.models.editions.editions import Edition
from conference.models.keys import FrozenSet
from conference.queries.award import additions, jury, stages as award_stages
from conference.queries.award.awards import entries_of, one
from conference.rules import frozen
from conference.rules.award import ballot_files as files, codes
from conference.rules.award.ceremony import TOLD, Step, told
from conference.rules.award.counting import AwardState, Method, Undefined, marks_kept
from conference.rules.award.reasons import AwardReason
from conference.rules.award.stages import Phase, Stages
from conference.rules.keys import Kind, State
from conference.rules.refusals import Refused


def published_lines(award: Award) -> tuple[str, ...]:
    """The line of every code, as it is hashed into the frozen digest."""
    return _lines(award, RollRow.addition == 0)


def _lines(award: Award, which: ColumnElement[bool]) -> tuple[str, ...]:
    kept = (RollRow.code, RollRow.voter_class, RollRow.barred)
    rows = db.session.execute(select(*kept).where(RollRow.award_id == award.id, which))
    return tuple(sorted(codes.line_of(code, kind, barred) for code, kind, barred in rows))


def rules_of(award: Award) -> dict[str, Any]:
    """The rules as they are frozen, hashed and published."""
    return {
        "edition": award.edition.code,
        "award": award.name,
        "question": award.question,
        "name_nl": award.name_nl,
        "question_nl": award.question_nl,
        "method": award.method.value,
        **({} if award.method in (Method.choice, Method.score) else {"most": award.most}),
        "seed": award.seed,
        "opens_at": award.opens_at.isoformat(),
        "closes_at": award.closes_at.isoformat(),
        "tie": "behind in the earliest round that differs goes out, else the draw of the seed",
        "one_vote": "each code once; no vote can be changed",
        **({"own_entry": "who made an entry does not vote for it"} if award.own_entry_barred else {}),
        **_stages_of(award),
    }


def _stages_of(award: Award) -> dict[str, Any]:
    """What is fixed of the stages before the ballot; nothing where there are none."""
    found = award_stages.stages_of(award)
    if found is None:
        return {}
    return {
        "stages": found.stages.value,
        "nominations_until": found.nominations_until.isoformat(),
        "rating_until": found.rating_until.isoformat(),
        "shortlist": found.size,
        "jury": "the mean over jurors' means of content, format and wow factor, two jurors or more, else not listed",
    }


def entries_content(award: Award) -> list[dict[str, str]]:
    """The entries as they are frozen, hashed and published."""
    return [
        {
            "reference": found.reference,
            "title": found.title,
            "presenters": found.presenters,
            "pitch": found.pitch,
        }
        for found in entries_of(award)
    ]


def frozen_digests(award: Award) -> dict[str, str]:
    """The digests of rules, entries and roll as they stand now."""
    return files.frozen_digests(rules_of(award), entries_content(award), published_lines(award))


def altered() -> list[int]:
    """The frozen and open awards whose rules, entries or roll are not what was frozen."""
    voting = select(Award).where(Award.state.in_((AwardState.frozen, AwardState.open))).order_by(Award.id)
    return [award.id for award in db.session.scalars(voting) if frozen_digests(award)["frozen"] != award.frozen_digest]


def public_content(award: Award) -> dict[str, Any] | None:
    """The public file of a sealed award; None before, when nobody may count."""
    if award.state not in (AwardState.sealed, AwardState.published) or award.roll_digest == "":
        return None  # not counted yet, or decided by a jury alone
    rows = db.session.execute(
        select(SealedBallot.tracker, SealedBallot.choice, SealedBallot.voter_class)
        .where(SealedBallot.award_id == award.id)
        .order_by(SealedBallot.tracker)
    )
    votes = [files.Vote(tracker, marks_kept(choice), kind.value) for tracker, choice, kind in rows]
    digests = {
        "rules": award.rules_digest,
        "entries": award.entries_digest,
        "roll": award.roll_digest,
        "frozen": award.frozen_digest,
    }
    return files.public_file(
        rules=rules_of(award),
        entries=entries_content(award),
        votes=votes,
        roll=files.Roll(
            published_lines(award), _lines(award, RollRow.spent == 1), _lines(award, RollRow.addition != 0)
        ),
        additions=additions.log(award),
        frozen=digests,
    )


def sealed_digests(award: Award) -> dict[str, str]:
    """The digests of everything, once sealed; of what was frozen only, where no vote counts and nobody wins."""
    try:
        content = public_content(award)
    except Undefined:
        content = None
    digests: dict[str, str] = content["digests"] if content else {"frozen": award.frozen_digest}
    return digests


def witnessed_digests(award: Award) -> dict[str, str]:
    """What a witness was told last: of everything once sealed, before that of what was frozen, nothing in a draft."""
    if approved := published_result(award):
        return told(Step.published, approved["digests"])
    if award.state == AwardState.sealed:
        return told(Step.sealed, sealed_digests(award))
    frozen = {name: getattr(award, f"{name}_digest") for name in TOLD[Step.frozen]}
    return told(Step.frozen, frozen) if award.state != AwardState.draft else {}


def draft_result(edition: Edition, award_id: int) -> frozen.AwardResult:
    """All that publishing will say: the counts, the winner, and the digests of the public file."""
    award = one(edition, award_id)
    if award and award.state == AwardState.draft:
        return _jury_result(award)
    content = public_content(award) if award else None
    if award is None or content is None:
        raise LookupError("There is no sealed award of this number.")
    if frozen_digests(award)["frozen"] != award.frozen_digest:
        raise Refused(AwardReason.changed_since_frozen)  # the stored rows, by another way than ours
    drafted: frozen.AwardResult = {
        "award": award.name,
        "question": award.question,
        "method": award.method.value,
        "entries": content["entries"],
        "roll": len(content["roll"]["codes"]),
        "result": content["result"],
        "digests": content["digests"],
    }
    if "additions" in content:
        drafted["additions"] = content["additions"]
    if award_stages.stages_of(award):
        drafted["feedback"] = jury.feedback(award)
    return drafted


def _jury_result(award: Award) -> frozen.AwardResult:
    """All that publishing will say where a jury alone decides: its shortlist with points, and who is first."""
    stages = award_stages.stages_of(award)
    if stages is None or stages.stages is not Stages.jury_only or stages.phase is not Phase.shortlisted:
        raise LookupError("There is no award of this number that its jury has decided.")
    chosen = jury.suggested(award, stages)
    works = {work.reference: work for work in award_stages.eligible(award)}
    entries = [
        {"reference": one.work, "title": works[one.work].title, "presenters": works[one.work].presenters}
        for one in chosen
    ]
    rows = [{"reference": one.work, "raters": one.raters, **jury.points_of(one)} for one in chosen]
    result = {"winners": [one.work for one in chosen[:1]], "rows": rows, "jurors": jury.said_yes(award)}
    digests = {"rules": files.digest(rules_of(award)), "entries": files.digest(entries)}
    digests |= {"frozen": files.digest(digests), "result": files.digest(result)}
    return {
        "award": award.name,
        "question": award.question,
        "method": "jury",
        "entries": entries,
        "result": result,
        "digests": digests,
        "feedback": jury.feedback(award),
    }


def result_set(award: Award) -> FrozenSet | None:
    """The newest set about this award's result: waiting, carried or returned."""
    return db.session.scalar(
        select(FrozenSet)
        .where(FrozenSet.kind == Kind.award_result, FrozenSet.about_id == award.id)
        .order_by(FrozenSet.id.desc())
        .limit(1)
    )


def approved_set(award: Award) -> FrozenSet | None:
    """The newest set about this award's result on which both keys were turned."""
    return db.session.scalar(
        select(FrozenSet)
        .where(FrozenSet.kind == Kind.award_result, FrozenSet.about_id == award.id, FrozenSet.state == State.carried)
        .order_by(FrozenSet.id.desc())
        .limit(1)
    )


def approved_result(award: Award) -> dict[str, Any] | None:
    """What both keys approved, word for word, for those who prepare the announcement; None before."""
    found = approved_set(award)
    return found.facts if found else None


def published_result(award: Award) -> dict[str, Any] | None:
    """The same for everybody, from the announcement on; None before."""
    return approved_result(award) if award.state == AwardState.published else None


def to_freeze(edition: Edition, award_id: int, announce_at: datetime | None) -> frozen.AwardResult:
    """The draft with the moment of its announcement, so that both keys approve that, too."""
    draft = draft_result(edition, award_id)
    return {**draft, "announce_at": announce_at.isoformat()} if announce_at else draft
