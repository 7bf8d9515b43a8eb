"""What is told of the call for abstracts, and of a person's own."""

from datetime import datetime

from flask_babel import gettext as _

from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.queries.abstracts.submissions import call_of, last_moment, may_edit, of_person
from conference.rules.abstracts.abstracts import AbstractState
from conference.signposts.lines import Opening, Part


def open_now(edition: Edition, *, at: datetime) -> list[Opening]:
    """What anybody may know: the call, while it is open or to come."""
    call = call_of(edition)
    if call is None:
        return []
    shown = [
        Opening(
            title=_("Accepted abstracts"),
            text=_("Browse the work chosen for the conference. Each starts with a summary in plain words."),
            endpoint="programme.index",
            args={"edition": edition.code},
            action=_("Browse accepted abstracts"),
        )
    ]
    shown = shown if call.shows_accepted else []
    if at >= call.closes_at:
        return shown
    return [
        *shown,
        Opening(
            title=_("Submit an abstract"),
            text=_(
                "An abstract is a short summary of your work. Have you improved care together with the people"
                " it is for? Tell us what you did and what you learned."
            ),
            endpoint="call.index",
            args={"edition": edition.code},
            opens_at=call.opens_at,
            closes_at=call.closes_at,
            action=_("See what we need, and start"),
        ),
    ]


def part_of(person: Person, edition: Edition, *, at: datetime) -> list[Part]:
    """A person's own work: what is left to do, or where it stands."""
    told: dict[AbstractState, tuple[str, str]] = {
        AbstractState.submitted: (_("Abstract submitted"), _("You can still change it until the last day.")),
        AbstractState.under_review: (_("Being reviewed"), _("We will tell you our decision.")),
    }
    found = []
    call = call_of(edition)
    for submission in of_person(person, edition) if call else ():
        abstract, mine = submission.abstract, may_edit(submission, at=at)
        if abstract.state is AbstractState.draft and mine:
            state, next_step, by = _("Not submitted yet"), _("Finish it and submit it."), last_moment(submission)
        elif abstract.state in told and call:
            (state, next_step), by = told[abstract.state], call.hear_by
            next_step = next_step if mine else _("We will tell you our decision.")
        else:
            continue
        draft = abstract.state is AbstractState.draft
        args = {"edition": edition.code, "reference": abstract.reference}
        found.append(Part(_("Your abstract"), state, next_step, "submit.show", args, by, draft, quoted=abstract.title))
    return found
