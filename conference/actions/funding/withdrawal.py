"""A person steps back; what was held for them goes to the next."""

from datetime import datetime

from conference import audit, mail
from conference.actions.applications import recordings
from conference.actions.funding import advances, overtaken, reservations
from conference.models.applications.applications import Application
from conference.models.people.people import Person
from conference.queries.funding import offers
from conference.rules.applications import applications as rules
from conference.rules.applications.applications import State
from conference.rules.applications.reasons import ApplicationReason
from conference.rules.editions.dates import local_day
from conference.rules.refusals import Refused


def withdraw(application: Application, *, by: Person, at: datetime) -> None:
    """A person may step back at any time, without a reason; what was held for them goes to the next."""
    edition = application.edition
    if not rules.may_step_back(application.state, edition.starts_on, local_day(at, edition.zone)):
        raise Refused(ApplicationReason.too_late)
    application.state = State.withdrawn
    recordings.drop_all(application, at=at)
    offer = offers.live_offer(application)
    called_off = advances.call_off(offer, by=by, at=at) if offer else ""
    promoted = reservations.let_go(application, by=by, at=at)
    overtaken.overtake(application.person, application.edition, at=at)
    mail.queue(
        "application_withdrawn",
        to=application.person,
        edition=application.edition,
        key=str(application.id),
        at=at,
        application=application,
    )
    audit.record(
        "application.withdrawn",
        about=application,
        by=by,
        at=at,
        edition=edition,
        promoted=promoted,
        called_off=called_off,
    )
