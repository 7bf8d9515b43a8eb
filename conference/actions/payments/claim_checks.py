"""Ask about a claim, answer, decide on each line, look again."""

from collections.abc import Mapping
from datetime import datetime

from conference import audit
from conference.actions.funding import spending
from conference.actions.payments import claims
from conference.db import db
from conference.models.payments.claims import Claim, ClaimLine, ClaimQuery
from conference.models.people.people import Person
from conference.queries.payments import claims as queries, promise_clock
from conference.rules.funding.spending import SpendKind
from conference.rules.payments import claims as rules
from conference.rules.payments.claims import ClaimState
from conference.rules.payments.reasons import ClaimReason
from conference.rules.refusals import Refused, Sum


def ask(claim: Claim, question: str, *, by: Person, at: datetime, line: ClaimLine | None = None) -> ClaimQuery:
    """Ask the person something. The clock stands still until they answer; two questions are the most."""
    _check(claim, by)
    asked = queries.questions_of(claim)
    if len(asked) >= rules.MOST_QUERIES:
        raise Refused(ClaimReason.two_questions)
    made = ClaimQuery(
        claim_id=claim.id,
        number=len(asked) + 1,
        line_id=line.id if line else None,
        question=question,
        asked_at=at,
        asked_by=by.id,
    )
    db.session.add(made)
    db.session.flush()
    claim.state = ClaimState.query
    db.session.flush()
    claims.write("claim_question", claim, at=at, key=f"{claim.id}:{made.number}", question=question, line=line)
    audit.record("claim.question_asked", about=claim, by=by, at=at, edition=claim.edition, number=made.number)
    return made


def answer(claim: Claim, words: str, *, by: Person, at: datetime) -> None:
    """The person answers: the clock goes on, with the days it stood still added."""
    claims.must_be(claim, ClaimState.query)
    question, missing = queries.open_question(claim), queries.missing(claim)
    if question is None or missing:
        raise Refused(missing or ClaimReason.no_question)
    question.answer, question.answered_at, question.answered_by = words, at, by.id
    db.session.flush()
    db.session.expire(claim)
    claim.state, claim.pay_by = ClaimState.checking, promise_clock.pay_by(claim, at=at)
    audit.record(
        "claim.question_answered",
        about=claim,
        by=by,
        at=at,
        edition=claim.edition,
        number=question.number,
        pay_by=str(claim.pay_by),
    )


def decide(claim: Claim, sums: Mapping[int, tuple[int, str]], *, by: Person, at: datetime) -> None:
    """Decide on each line: line id -> what is approved, and why where it is less than asked."""
    if claim.state is not ClaimState.appeal:
        _check(claim, by)
    _not_their_own(claim, by)
    lines = queries.lines_of(claim)
    for line in lines:
        if line.id in sums and line.verdict in (None, rules.Verdict.refused):
            _decide_line(line, *sums[line.id], by=by, at=at)
    if any(line.verdict is None for line in lines):
        raise Refused(ClaimReason.undecided)
    claims.added_up(claim)
    claim.decided_at, claim.decided_by = at, by.id
    claim.state = rules.after_all(line.verdict for line in lines if line.verdict)
    db.session.flush()
    for on in {line.grant_line for line in lines if line.grant_line}:  # what was held for the claim and not approved
        spending.free(on, by=by, at=at)
    claims.write("claim_decided", claim, at=at, key=f"{claim.id}:{at:%Y%m%d%H%M}", lines=lines)
    audit.record(
        "claim.decided",
        about=claim,
        by=by,
        at=at,
        edition=claim.edition,
        state=claim.state,
        approved=claim.approved,
    )


def _decide_line(line: ClaimLine, approved: int, reason: str, *, by: Person, at: datetime) -> None:
    verdict = rules.verdict_on(line.base, approved)
    if verdict is not rules.Verdict.approved and not reason:
        raise Refused(ClaimReason.no_reason)
    if not 0 <= approved <= line.base:
        raise Refused(ClaimReason.more_than_asked)
    if approved and line.grant_line:
        cap = queries.cap_left(line.grant_line)
        if cap is not None and approved > cap:
            raise Refused(ClaimReason.over_cap, left=Sum(cap, line.claim.currency))
        try:
            spending.note(line.grant_line, SpendKind.claim, approved, f"claim_line:{line.id}", by=by, at=at)
        except Refused as over:
            raise Refused(ClaimReason.over_line, left=over.facts["left"]) from over
    line.verdict, line.approved, line.reason = verdict, approved, reason
    line.decided_at, line.decided_by = at, by.id
    db.session.flush()


def appeal(claim: Claim, words: str, *, by: Person, at: datetime) -> None:
    """Ask once that a refused claim is looked at again; the clock starts anew."""
    claims.must_be(claim, ClaimState.refused)
    if claim.appealed_at:
        raise Refused(ClaimReason.appealed)
    claim.state, claim.appealed_at, claim.appeal_words = ClaimState.appeal, at, words
    claim.pay_by = promise_clock.pay_by(claim, at=at)
    audit.record("claim.appealed", about=claim, by=by, at=at, edition=claim.edition)


def _check(claim: Claim, by: Person) -> None:
    """Whoever asks or decides takes a sent claim up; it cannot be their own."""
    claims.must_be(claim, ClaimState.submitted, ClaimState.checking)
    _not_their_own(claim, by)
    if claim.state is ClaimState.submitted:
        claim.state = ClaimState.checking
        db.session.flush()


def _not_their_own(claim: Claim, by: Person) -> None:
    if by.id in (claim.person_id, claim.pay_to_id):
        raise Refused(ClaimReason.own_claim)
