"""What is told of a payment for involvement."""

from datetime import datetime

from flask_babel import gettext as _

from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.queries.payments.fees import of_person
from conference.rules.payments.fees import FeeState
from conference.signposts.lines import Part


def part_of(person: Person, edition: Edition, *, at: datetime) -> list[Part]:
    """A payment that a person still has to choose about, before the task."""
    return [
        Part(
            title=_("A payment for your time"),
            state=_("We offer you a payment."),
            next_step=_("Choose before the task: all of it, a part, nothing, or give it away."),
            endpoint="money.fee",
            args={"edition": edition.code, "fee_id": fee.id},
            by=fee.task_at,
            quoted=fee.task,
        )
        for fee in of_person(person, edition)
        if fee.state in (FeeState.offered, FeeState.info_read) and at < fee.task_at
    ]
