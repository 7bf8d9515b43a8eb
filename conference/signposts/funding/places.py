"""What funded places say on the front page, on a person's own page and at the desk."""

from datetime import datetime

from flask_babel import gettext as _

from conference.models.applications.applications import Application
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.queries.applications import standing
from conference.queries.applications.applications import application_of, settings_of
from conference.queries.funding import offers, phone_calls
from conference.rules.applications.applications import State
from conference.rules.editions.dates import end_of_day
from conference.rules.funding import offers as rules
from conference.signposts.lines import Opening, Part, Waiting


def open_now(edition: Edition, *, at: datetime) -> list[Opening]:
    """Funded places on the front page: open now, or about to open."""
    settings = settings_of(edition)
    if settings is None or at >= settings.closes_at:
        return []
    return [
        Opening(
            title=_("A funded place"),
            text=_(
                "Do you have lived experience of illness or care? We can pay for your ticket, and for travel, a"
                " hotel and other help if you need it."
            ),
            endpoint="apply.index",
            args={"edition": edition.code},
            opens_at=settings.opens_at,
            closes_at=settings.closes_at,
            action=_("Apply for a funded place"),
        )
    ]


def part_of(person: Person, edition: Edition, *, at: datetime) -> list[Part]:
    """A person's own application: where it stands and what happens next."""
    application = application_of(person, edition)
    settings = settings_of(edition)
    if application is None or settings is None:
        return []
    if application.state is State.offered:
        return _offered(application, edition, at)
    hear_by = end_of_day(settings.hear_by, edition.zone)
    unsent: tuple[str, str, datetime | None, bool]
    unsent = (_("Not sent yet"), _("Finish your application and send it."), settings.closes_at, True)
    if at >= settings.closes_at:
        unsent = (_("Not sent"), _("Applications have closed. If you still want to come, call us."), None, False)
    told: dict[State, tuple[str, str, datetime | None, bool]] = {
        State.draft: unsent,
        State.sent: (
            _("We have your application"),
            _("Two people will read it. You will hear from us."),
            hear_by,
            False,
        ),
        State.waiting_list: (
            _("You are on the waiting list"),
            _("We will tell you straight away if it is your turn."),
            None,
            False,
        ),
        State.accepted: (_("Your place is confirmed"), _("We will be in touch about your travel."), None, False),
        State.not_offered: (_("This time we cannot offer you a place"), _("Read the reason."), None, False),
    }
    if application.state not in told:
        return []
    state, next_step, by, mine = told[application.state]
    return [Part(_("Your funded place"), state, next_step, "offer.mine", {"edition": edition.code}, by, mine)]


def _offered(application: Application, edition: Edition, at: datetime) -> list[Part]:
    """An offer names only the answers that can still be given: more days are given once."""
    offer, title, state = offers.offer_of(application), _("Your funded place"), _("We are offering you a place")
    if offer is None:
        return []
    door, until = {"edition": edition.code}, phone_calls.open_until(offer, at=at)
    if not rules.may_accept(offer.state, until, at):
        over = _("The time to answer has passed. If you still want to come, call us.")
        return [Part(title, state, over, "offer.mine", door, mine=False)]
    next_step = _("Accept or turn down your place.")
    if rules.may_ask_for_more_days(offer.state, until, offer.more_days_at, at):
        next_step = _("Accept or turn down your place, or ask for more time.")
    return [Part(title, state, next_step, "offer.mine", door, until)]


def waiting(edition: Edition, *, at: datetime) -> list[Waiting]:
    """The desk's lines: applications nobody reads yet, sheets that are out, and people who wait for an answer."""
    settings = settings_of(edition)
    if settings is None:
        return []
    count = standing.counts(edition)
    hear_by = end_of_day(settings.hear_by, edition.zone)
    lines = [
        Waiting("Applications not assigned to the panel", count.unread, "desk_panel.index", {}, hear_by),
        Waiting("Score sheets not returned yet", count.sheets, "desk_panel.index", {}, hear_by),
        Waiting("Scored applications without an answer", count.ranked, "desk_offers.index", {}, hear_by),
    ]
    return [line for line in lines if line.count]
