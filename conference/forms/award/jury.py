"""Shape of the forms of a juror: yes or no to the jury, and one rating."""

from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from conference.forms.award.nomination import NO, YES
from conference.forms.fields import trimmed
from conference.rules.award.stages import CRITERIA, Seen, names_somebody

POINTS = {
    1: _l("1: not good"),
    2: _l("2: could be better"),
    3: _l("3: fine"),
    4: _l("4: good"),
    5: _l("5: very good"),
}
SEEN = (
    SelectChoice(Seen.attended.value, _l("I was there, or saw it")),
    SelectChoice(Seen.not_there.value, _l("I was not there")),
    SelectChoice(
        Seen.conflict.value,
        _l("I have a conflict of interest"),
    ),
)


class JurorForm(FlaskForm):
    says = RadioField(
        _l("Will you be on the jury?"),
        choices=[
            SelectChoice(YES, _l("Yes. I have lived experience, as a patient, carer or community member")),
            SelectChoice(NO, _l("No, thank you")),
        ],
        validators=[InputRequired(_l("Choose yes or no."))],
    )


def _points(label: Any, hint: Any) -> RadioField:
    choices = [SelectChoice(str(number), words) for number, words in POINTS.items()]
    return RadioField(label, description=hint, choices=choices, validators=[Optional()])


class RatingForm(FlaskForm):
    seen = RadioField(_l("Did you see it?"), choices=SEEN, validators=[InputRequired(_l("Choose one."))])
    content = _points(_l("Content"), _l("Does it matter to patients and carers? Did you learn something?"))
    format = _points(_l("Presentation"), _l("Could you follow it? Was it well told?"))
    wow = _points(_l("Wow"), _l("Did it move or surprise you?"))
    comment = TextAreaField(
        _l("A few words for the people who made it"),
        description=_l("We will send them these words, without your name. Do not write names."),
        filters=[trimmed],
        validators=[Optional(), Length(max=1000, message=_l("Use at most 1,000 characters."))],
        render_kw={"rows": 4},
    )

    def __init__(self, *args: Any, own_name: str = "", **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.own_name = own_name
        self.seen.hints = {
            Seen.conflict.value: _("For example, you know the people, or you worked on it. You cannot undo this.")
        }

    @property
    def was_there(self) -> bool:
        return bool(self.seen.data == Seen.attended)

    def is_whole(self) -> bool:
        """Whether all is said: three marks by whoever was there."""
        whole = bool(self.validate())
        for name in CRITERIA if self.was_there else ():
            if not self[name].data:
                self[name].errors = [_("Choose 1 to 5.")]
                whole = False
        return whole

    def validate_comment(self, field: Any) -> None:
        if names_somebody(field.data or "", [self.own_name]):
            raise ValidationError(_("Your own name is in it. Remove it, so that no one knows who wrote this."))

    def given(self) -> dict[str, Any]:
        """What was said; points and words only by whoever was there."""
        points = {name: int(self[name].data) for name in CRITERIA} if self.was_there else {}
        return {"seen": Seen(self.seen.data), "comment": (self.comment.data or "") if self.was_there else "", **points}
