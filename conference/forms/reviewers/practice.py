"""Two invented texts on which every new reviewer may practise, each with what we would say of it and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from conference.rules.abstracts.abstracts import Answer, Involvement
from conference.rules.people.duties import Kind
from conference.rules.reviews.reviews import Fact


@dataclass(frozen=True)
class Said:
    """What one kind of reviewer could well say: an overall score, and why."""

    overall: int
    why: Any


@dataclass(frozen=True)
class Practice:
    """An invented text, read like any other, and model answers."""

    title: Any
    plain_summary: Any
    sections: tuple[tuple[Any, Any], ...]
    involvement: Involvement
    involved_who: Any
    involved_changed: Any
    involved_paid: Answer
    facts: frozenset[Fact]
    why_facts: Any
    said: Mapping[Kind, Said]
    reference: str = ""
    stream: str = ""
    involved_none_because: Any = ""


TEXTS = (
    Practice(
        title=_l("Shorter waits for a blood test"),
        plain_summary=_l(
            "People waited two hours for a blood test. We gave everyone a time to come. Now they wait ten minutes."
        ),
        sections=(
            (_l("Problem"), _l("Each morning a line of people stood in the hall. Some were ill and had to stand.")),
            (
                _l("What we did"),
                _l(
                    "The nurses made a list with times. The front desk called people the day before to say "
                    "when to come."
                ),
            ),
            (
                _l("What changed"),
                _l("We timed 400 people before and 400 after. The wait went from 118 minutes to 11 minutes."),
            ),
        ),
        involvement=Involvement.measuring,
        involved_who=_l("Forty people filled in a form about the new list."),
        involved_changed=_l("Nothing so far. We will look at the forms next year."),
        involved_paid=Answer.no,
        facts=frozenset({Fact.told}),
        why_facts=_l(
            "People were asked once, at the end, and nothing changed because of it. That is the first"
            " tick only: 1 of 4. So this work cannot be given an oral presentation, however good it "
            "is."
        ),
        said={
            Kind.lived_experience: Said(
                3,
                _l("It matters: two hours of standing is hard when you are ill. But no one asked us what would help."),
            ),
            Kind.professional: Said(
                4, _l("A clear problem, and a fair count before and after. I would like to know if it lasted.")
            ),
        },
    ),
    Practice(
        title=_l("A letter that we wrote together"),
        plain_summary=_l(
            "Letters from our clinic scared people. Six people who get them and two nurses wrote a "
            "new one. More people now come, and fewer call us in fear."
        ),
        sections=(
            (_l("Problem"), _l("One person in five did not come. On the phone they said that the letter scared them.")),
            (
                _l("What we did"),
                _l(
                    "A group of eight met four times. A man who had received one of the letters led it. They "
                    "wrote each line."
                ),
            ),
            (
                _l("What changed"),
                _l("One person in ten does not come now. We have counted for three months, in one clinic only."),
            ),
        ),
        involvement=Involvement.idea,
        involved_who=_l("Six people who get such letters. One of them led the group."),
        involved_changed=_l(
            "They took out the word “fail”, and put the name of a nurse and a number to call at the top."
        ),
        involved_paid=Answer.yes,
        facts=frozenset({Fact.decided, Fact.delivered}),
        why_facts=_l(
            "They decided, since one of them led the group and they chose each line. And they did the work: they wrote "
            "it. Both ticks together make 4 of 4."
        ),
        said={
            Kind.lived_experience: Said(
                5, _l("This is how it should be done. I would have liked to see the letter itself.")
            ),
            Kind.professional: Said(
                4,
                _l("A simple change that others can copy. It is one clinic and three months only, so: count on."),
            ),
        },
    ),
)
