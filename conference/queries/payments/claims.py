"""Find claims, their lines, what is left to claim, and what looks like it was claimed twice."""

from collections import defaultdict

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from conference.db import db
from conference.models.applications.applications import Application
from conference.models.editions.editions import Edition
from conference.models.files import StoredFile
from conference.models.funding.offers import GrantLine, Offer
from conference.models.payments.claim_settings import ClaimCap, ClaimCapLine, ClaimSettings, ExchangeRate
from conference.models.payments.claims import Claim, ClaimLine, ClaimQuery
from conference.queries.funding import pots, spending
from conference.rules.funding.offers import OfferState
from conference.rules.funding.pots import PotKind, kind_for
from conference.rules.funding.spending import Balance
from conference.rules.payments import claims as rules
from conference.rules.payments.claims import ClaimState, Fact, Flag, Verdict
from conference.rules.payments.promise_clock import COUNTRY
from conference.rules.payments.reasons import ClaimReason

LIVE = tuple(state for state in ClaimState if state not in (ClaimState.dropped, ClaimState.history))


def settings_of(edition: Edition) -> ClaimSettings:
    """How this edition pays people back; until somebody says otherwise, what most do."""
    return db.session.get(ClaimSettings, edition.id) or ClaimSettings(
        edition_id=edition.id,
        pay_days=10,
        amber_day=8,
        country=COUNTRY,
        lost_receipt_limit=2500,
        group_cap=None,
        group_categories=[],
    )


def accepted(edition: Edition) -> list[Offer]:
    """Offers that somebody said yes to, the first answer first."""
    return list(
        db.session.scalars(
            sa.select(Offer)
            .join(Offer.application)
            .where(Application.edition_id == edition.id, Offer.state == OfferState.accepted)
            .order_by(Offer.answered_at, Offer.id)
        )
    )


def one(edition: Edition, claim_id: int) -> Claim | None:
    """A claim of this edition."""
    return db.session.scalar(sa.select(Claim).where(Claim.id == claim_id, Claim.edition_id == edition.id))


def of_offer(offer: Offer) -> list[Claim]:
    """The claims on one award, newest first."""
    return list(
        db.session.scalars(
            sa.select(Claim).where(Claim.offer_id == offer.id, Claim.state.in_(LIVE)).order_by(Claim.id.desc())
        )
    )


def history(edition: Edition) -> list[Claim]:
    """The claims that were made and paid elsewhere, with person and line."""
    return list(
        db.session.scalars(
            sa.select(Claim)
            .options(joinedload(Claim.person), selectinload(Claim.lines))
            .where(Claim.edition_id == edition.id, Claim.state == ClaimState.history)
            .order_by(Claim.id)
        )
    )


def one_of(offer: Offer, claim_id: int) -> Claim | None:
    """A claim on this award."""
    return db.session.scalar(sa.select(Claim).where(Claim.id == claim_id, Claim.offer_id == offer.id))


def draft_of(offer: Offer) -> Claim | None:
    """The claim that is being put together, if there is one."""
    return db.session.scalar(sa.select(Claim).where(Claim.offer_id == offer.id, Claim.state == ClaimState.draft))


def line_of(claim: Claim, line_id: int) -> ClaimLine | None:
    """A line of this claim."""
    return db.session.scalar(sa.select(ClaimLine).where(ClaimLine.id == line_id, ClaimLine.claim_id == claim.id))


def lines_of(claim: Claim) -> list[ClaimLine]:
    """The lines of a claim in their order, with award line and receipt."""
    return list(
        db.session.scalars(
            sa.select(ClaimLine)
            .options(joinedload(ClaimLine.grant_line), joinedload(ClaimLine.receipt))
            .where(ClaimLine.claim_id == claim.id)
            .order_by(ClaimLine.id)
        )
    )


def questions_of(claim: Claim) -> list[ClaimQuery]:
    """What was asked about a claim, and answered."""
    return list(
        db.session.scalars(sa.select(ClaimQuery).where(ClaimQuery.claim_id == claim.id).order_by(ClaimQuery.number))
    )


def open_question(claim: Claim) -> ClaimQuery | None:
    """The question that waits for the person."""
    return next((question for question in questions_of(claim) if question.answered_at is None), None)


def money_lines(offer: Offer) -> list[GrantLine]:
    """The lines of an award that money can be claimed on: what the person did without is none of them."""
    return [line for line in pots.kept_lines(offer) if kind_for(line.category) is PotKind.money]


def left_on(offer: Offer) -> dict[int, Balance]:
    """Award line id -> what it holds and what of it is spent."""
    return spending.balances(offer)


def cap_of(offer: Offer) -> ClaimCap | None:
    """The total over several lines of this award, if there is one."""
    return db.session.scalar(sa.select(ClaimCap).where(ClaimCap.offer_id == offer.id))


def cap_left(line: GrantLine) -> int | None:
    """What the total that this award line counts towards still holds, or None where there is none."""
    cap = db.session.scalar(
        sa.select(ClaimCap)
        .join(ClaimCapLine, ClaimCapLine.cap_id == ClaimCap.id)
        .where(ClaimCapLine.grant_line_id == line.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return cap.amount - cap.spent if cap else None


def suggested(claim: Claim) -> dict[int, int]:
    """Line id -> what is asked, or what its award line still holds where that is less."""
    left = {line_id: balance.left for line_id, balance in left_on(claim.offer).items()} if claim.offer else {}
    found: dict[int, int] = {}
    for line in lines_of(claim):
        if line.grant_line_id is not None and line.verdict in (None, Verdict.refused):
            found[line.id] = min(line.base, left[line.grant_line_id])
            left[line.grant_line_id] -= found[line.id]
    return found


def missing(claim: Claim) -> ClaimReason | None:
    """What a claim still needs before it can go; nothing when it is whole."""
    lines, limit = lines_of(claim), settings_of(claim.edition).lost_receipt_limit
    if not lines:
        return ClaimReason.no_lines
    if any(line.rate_numerator is None and not line.receipt_id and not line.lost_receipt for line in lines):
        return ClaimReason.no_receipt
    if any(line.lost_receipt and line.base > limit for line in lines):
        return ClaimReason.over_lost_limit
    return None


def same_receipt(claim: Claim, line: ClaimLine, receipt: StoredFile) -> bool:
    """Whether this award has the same receipt already."""
    same = sa.or_(StoredFile.sha256 == receipt.sha256, StoredFile.original_sha256 == receipt.original_sha256)
    found = (
        sa.select(ClaimLine.id)
        .join(Claim, Claim.id == ClaimLine.claim_id)
        .join(StoredFile, StoredFile.id == ClaimLine.receipt_id)
        .where(
            Claim.offer_id == claim.offer_id,
            Claim.state.not_in((ClaimState.dropped, ClaimState.refused)),
            sa.func.coalesce(ClaimLine.verdict, "") != "refused",
            ClaimLine.id != line.id,
            same,
        )
    )
    return db.session.scalar(found.limit(1)) is not None


def rate_on(currency: str, base: str, day: object) -> ExchangeRate | None:
    """The newest exchange rate on or before that day."""
    return db.session.scalar(
        sa.select(ExchangeRate)
        .where(ExchangeRate.currency == currency, ExchangeRate.base == base, ExchangeRate.day <= day)
        .order_by(ExchangeRate.day.desc())
        .limit(1)
    )


def rate_of_day(currency: str, base: str, day: object) -> ExchangeRate | None:
    """The exchange rate of just that day."""
    return db.session.scalar(
        sa.select(ExchangeRate).where(
            ExchangeRate.currency == currency, ExchangeRate.base == base, ExchangeRate.day == day
        )
    )


def exchange_rates(edition: Edition) -> list[ExchangeRate]:
    """The exchange rates into the edition's currency, newest first."""
    return list(
        db.session.scalars(
            sa.select(ExchangeRate)
            .where(ExchangeRate.base == edition.currency)
            .order_by(ExchangeRate.day.desc(), ExchangeRate.currency)
            .limit(100)
        )
    )


def doubts_in(edition: Edition) -> list[Flag]:
    """Every line of the edition that looks like an earlier one, in one statement."""
    return rules.doubts(_facts(edition))


def doubts_by_claim(edition: Edition, claims: list[Claim]) -> dict[int, list[Flag]]:
    """Claim id -> what the checker is to look at: either of two lines that look like one."""
    facts = _facts(edition)
    owner = {fact.line: fact.claim_id for fact in facts}
    wanted = {claim.id for claim in claims}
    about = frozenset(line for line, claim_id in owner.items() if claim_id in wanted)
    found: dict[int, list[Flag]] = defaultdict(list)
    for flag in rules.doubts(facts, about=about):
        found[owner[flag.line]].append(flag)
    return found


def _facts(edition: Edition) -> list[Fact]:
    rows = db.session.execute(
        sa.select(
            Claim.id,
            sa.func.coalesce(Claim.external_id, Claim.reference),
            ClaimLine.id,
            Claim.person_id,
            ClaimLine.amount,
            ClaimLine.currency,
            ClaimLine.incurred_on,
            StoredFile.sha256,
            StoredFile.original_sha256,
            ClaimLine.receipt_id,
        )
        .join(Claim, Claim.id == ClaimLine.claim_id)
        .outerjoin(StoredFile, StoredFile.id == ClaimLine.receipt_id)
        .where(Claim.edition_id == edition.id, Claim.state != ClaimState.dropped)
        .order_by(ClaimLine.id)
    )
    return [
        Fact(claim, claim_id, line, person, amount, currency, day, frozenset(d for d in (washed, given) if d), file)
        for claim_id, claim, line, person, amount, currency, day, washed, given, file in rows
    ]


def listed(edition: Edition, state: ClaimState | None = None) -> sa.Select[Claim]:
    """The claims of an edition for the desk: what we owe first, by its day."""
    select = (
        sa.select(Claim)
        .options(joinedload(Claim.person), selectinload(Claim.lines))
        .where(Claim.edition_id == edition.id, Claim.state != ClaimState.dropped)
        .order_by(Claim.state.in_(rules.OWED).desc(), Claim.pay_by, Claim.id.desc())
    )
    return select.where(Claim.state == state) if state else select


def counts(edition: Edition) -> dict[ClaimState, int]:
    """How many claims stand where."""
    rows = db.session.execute(
        sa.select(Claim.state, sa.func.count()).where(Claim.edition_id == edition.id).group_by(Claim.state)
    )
    return {row[0]: row[1] for row in rows}
