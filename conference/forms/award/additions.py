"""Shape of the desk's form for a voting code after the freeze."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from conference.rules.award.additions import Reason
from conference.rules.award.labels import VOTER_CLASS
from conference.rules.award.roll import LONGEST_BADGE

REASONS = {
    Reason.late_registration: "They registered after the voter list was frozen",
    Reason.left_out: "They were left out of the voter list by mistake",
    Reason.lost_card: "They lost their card, and no one has voted with it",
}


class AdditionForm(FlaskForm):
    badge = StringField(
        "Badge",
        description="For a lost card, enter the badge as it is on the voter list.",
        validators=[InputRequired("Enter the badge."), Length(max=LONGEST_BADGE)],
        render_kw={"class": "govuk-input--width-10"},
    )
    reason = RadioField(
        "Reason",
        choices=[SelectChoice(reason.value, words) for reason, words in REASONS.items()],
        validators=[InputRequired("Choose a reason.")],
    )
    voter_class = RadioField(
        "Which group of voters do they belong to?",
        description="Leave this empty for a lost card.",
        choices=[SelectChoice(kind.value, words) for kind, words in VOTER_CLASS.items()],
        validators=[Optional()],
    )
    words = TextAreaField(
        "What happened",
        description="Only the two key holders read this. Do not write names.",
        validators=[InputRequired("Enter in a few words what happened."), Length(max=300)],
        render_kw={"rows": 2},
    )

    def validate_badge(self, field: Any) -> None:
        if not any(sign.isalnum() for sign in field.data or ""):
            raise ValidationError("Enter a badge with letters or numbers.")

    def validate_words(self, _field: Any) -> None:
        if self.reason.data and self.reason.data != Reason.lost_card and not self.voter_class.data:
            self.voter_class.errors = ["Choose which group of voters they belong to."]
            raise ValidationError("Choose which group of voters they belong to, above.")
