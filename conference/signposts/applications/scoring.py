"""What is told to a panel member."""

from datetime import datetime

from flask_babel import gettext as _

from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.queries.applications import applications, panels
from conference.queries.applications.scoring import progress, still_to_score
from conference.rules.editions.dates import end_of_day
from conference.signposts.lines import Part


def part_of(person: Person, edition: Edition, *, at: datetime) -> list[Part]:
    """A seat on the panel: how many applications are left to read, until the people who wrote them hear from us."""
    settings = applications.settings_of(edition)
    if settings is None or panels.seat_of(person, edition) is None:
        return []
    title, door = _("Applications to read"), {"edition": edition.code}
    hear_by, left = end_of_day(settings.hear_by, edition.zone), still_to_score(person, edition)
    if left:
        state, next_step = _("%(count)s left", count=left), _("Read what people wrote and send your scores.")
        return [Part(title, state, next_step, "panel.index", door, hear_by)]
    if at >= hear_by:
        return []
    state = _("You have read them all. Thank you.")
    if person.id not in progress(edition):
        state = _("You have nothing to read yet.")
    return [Part(title, state, _("We will let you know when there is more to read."), "panel.index", door, mine=False)]
