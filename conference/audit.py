"""Record each act once. Facts are ids, states, sums and digests; never names or typed text."""

from datetime import datetime

from conference.db import Base, db
from conference.models.audit import AuditEntry
from conference.models.editions import Edition
from conference.models.people import Person
from conference.rules.decisions import canonical

# Each event with the facts it carries. Past tense, subject.verbed.
EVENTS: dict[str, tuple[str, ...]] = {
    "edition.created": ("code",),
    "edition.stream_added": ("stream",),
    "person.added": ("channel",),
    "person.role_granted": ("duty",),
    "person.role_revoked": ("duty",),
    "person.disabled": (),
    "person.address_changed": (),
    "key_holder.first_named": ("side", "rank"),
    "key_holder.handed_over": ("side",),
    "decision.frozen": ("kind", "set_about", "digest"),
    "decision.key_turned": ("kind", "side", "digest", "rank"),
    "decision.carried": ("kind", "side", "digest", "rank"),
    "decision.interest_declared": ("side",),
    "decision.returned": ("kind", "side", "digest"),
    "letter.done": ("channel",),
    "review.submitted": ("abstract", "kind", "form"),
    "review.skipped": ("abstract",),
    "ranking.made": ("rule", "capped"),
    "abstract_decisions.drafted": ("stream", "count"),
    "abstract_decision.changed": ("outcome",),
    "abstract_decisions.undone": ("count",),
    "abstract.contact_named": ("channel",),
    "abstracts.imported": ("created", "updated", "refused"),
    "abstract.placed": ("stream",),
    "review.settled": ("fee", "minutes_each", "default_load"),
    "reviewer.invited": ("kind", "load"),
    "reviewer.accepted": ("load",),
    "reviewer.declined": ("kept",),
    "reviewers.imported": ("created", "updated", "refused"),
    "conflict.declared": ("abstract",),
    "conflict.cleared": (),
    "preferences.imported": ("created", "updated", "refused"),
    "assignment.drawn_up": ("pairs", "short"),
    "assignment.published": ("pairs", "former"),
    "assignment.thrown_away": (),
    "application.started": ("came_by",),
    "application.code_renewed": (),
    "application.closed": (),
    "application.sent": ("came_by",),
    "application.withdrawn": ("promoted",),
    "application.forgotten": (),
    "access_needs.deleted": (),
    "application.costed": ("places", "money"),
    "application.scored": ("application", "sum"),
    "application.stood_aside": ("application",),
    "panel.seated": ("kind",),
    "panel.shared_out": ("given", "short"),
    "pot.set_up": ("kind", "capacity"),
    "funding.set_up": (),
    "opportunity.written": ("kind", "lang", "published"),
    "rate.added": ("kind", "numerator", "denominator", "replaced"),
    "rate.ended": ("last_day",),
    "offers.drafted": ("ranked",),
    "offer.drafted": ("outcome", "reason"),
    "waiting_list.shortened": ("kept",),
    "offer.accepted": (),
    "offer.refused": ("promoted",),
    "offer.more_days_given": ("days",),
    "offer.reminded": (),
    "offer.ring_asked": (),
    "offer.kept_open": (),
    "offer.lapsed": ("promoted",),
    "candidate.added": ("kind", "stream_limit"),
    "candidate.said": ("streams", "conflicts", "half_days", "stream_limit"),
    "stream.times_set": ("half_days", "answer_days"),
    "role_card.written": ("stream", "languages"),
    "co_chairs.proposed": ("picks", "uncovered"),
    "co_chairs.pick_changed": ("stream", "kind", "person"),
    "co_chair.accepted": ("stream", "card"),
    "co_chair.change_wished": ("stream", "card"),
    "co_chair.declined": ("stream", "card"),
    "co_chair.suggested_other": ("stream", "card"),
    "co_chair.left": ("stream",),
    "award.made": ("method",),
    "award.entry_added": ("co_presenter",),
    "award.entry_confirmed": (),
    "award.entry_removed": (),
    "award.roll_imported": ("badges",),
    "award.frozen": ("digest",),
    "award.thawed": ("digest",),
    "award.cards_printed": (),
    "award.opened": ("digest",),
    "award.closed": (),
    "award.sealing": ("ballots",),
    "award.sealed": (),
}


class UndeclaredEvent(Exception):
    """An event or fact that EVENTS does not declare."""


def record(
    event: str, *, about: Base, by: Person, at: datetime, edition: Edition | None = None, **facts: str | int | None
) -> None:
    """Write the one entry of an act, in the act's own transaction."""
    if event not in EVENTS or set(facts) != set(EVENTS[event]):
        raise UndeclaredEvent(f"{event} with {sorted(facts)}; audit.EVENTS declares {EVENTS.get(event)}")
    db.session.flush()
    about_id: int = about.id  # type: ignore[attr-defined]
    db.session.add(
        AuditEntry(
            edition_id=edition.id if edition else None,
            event=event,
            about=about.__tablename__,
            about_id=about_id,
            by_id=by.id,
            at=at,
            facts=canonical(facts),
        )
    )
