"""Shape of the desk's forms about the stages before a ballot."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Email, InputRequired, Length, NumberRange, Optional

from conference.forms.fields import DayField, trimmed
from conference.rules.award.stages import LONGEST_LIST, SMALLEST_LIST, Stages

WHO_DECIDES = (
    (Stages.ballot, "The voters", "You add the entries. Everyone with a card votes."),
    (
        Stages.jury_then_ballot,
        "A jury, then the voters",
        "Anyone nominates. A jury with lived experience makes a shortlist. Everyone with a card votes on it.",
    ),
    (
        Stages.jury_only,
        "A jury alone",
        "Anyone nominates. The jury’s best entry wins, once both key holders approve it.",
    ),
)
WRONG_ADDRESS = "Enter an email address in the right form, like name@example.org."


class StagesForm(FlaskForm):
    stages = RadioField(
        "Who decides?",
        choices=[SelectChoice(stages.value, words) for stages, words, _about in WHO_DECIDES],
        default=Stages.ballot.value,
        validators=[InputRequired("Choose who decides.")],
    )
    nominations_until = DayField(
        "Last day to nominate", description="Only for a jury. We show it on every page and email."
    )
    rating_until = DayField("Last day for the jury to rate", description="Only for a jury.")
    size = IntegerField(
        "How many entries can be on the shortlist?",
        default=4,
        validators=[
            Optional(),
            NumberRange(SMALLEST_LIST, LONGEST_LIST, f"Enter a number from {SMALLEST_LIST} to {LONGEST_LIST}."),
        ],
    )

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.stages.hints = {stages.value: about for stages, _words, about in WHO_DECIDES}

    def is_whole(self) -> bool:
        """Whether all is said that a jury needs: two last days, one after the other."""
        whole = bool(self.validate())
        if not whole or self.stages.data == Stages.ballot:
            return whole
        nominate, rate = self.nominations_until.data, self.rating_until.data
        for field in (self.nominations_until, self.rating_until):
            if field.data is None:
                field.errors = ["Enter the last day."]
                whole = False
        if nominate and rate and rate <= nominate:
            self.rating_until.errors = ["Enter a day after the last day to nominate."]
            whole = False
        return whole


class SomebodyForm(FlaskForm):
    """A person by name and address: known already, or new."""

    name = StringField("Name", filters=[trimmed], validators=[DataRequired("Enter the name."), Length(max=120)])
    email = EmailField(
        "Email address", filters=[trimmed], validators=[DataRequired("Enter the email address."), Email(WRONG_ADDRESS)]
    )


class LeaveOutForm(FlaskForm):
    because = TextAreaField(
        "Why do you leave out this entry?",
        filters=[trimmed],
        validators=[DataRequired("Enter the reason."), Length(max=500)],
        render_kw={"rows": 2},
    )


class ListForm(FlaskForm):
    digest = HiddenField(validators=[InputRequired()])
