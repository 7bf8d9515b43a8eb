"""Shape of the forms after the vote: when to announce, who is a witness, what is shown of a person."""

from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField, EmailField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Email, InputRequired, Length, Optional, ValidationError

from conference.forms.award.setup import in_our_years
from conference.forms.award.stages import WRONG_ADDRESS
from conference.forms.fields import trimmed
from conference.rules.award.ceremony import WitnessSays


class AnnounceForm(FlaskForm):
    announce_at = DateTimeLocalField(
        "Announcement time (optional)",
        description="In the time zone of the conference. If you leave this empty, we announce the result as soon"
        " as the second key is turned. Both key holders approve this time too. Before it, only they and the"
        " organisers see the result. One of you can announce it sooner. A later time needs both keys again.",
        format="%Y-%m-%dT%H:%M",
        validators=[Optional(), in_our_years],
    )


class WitnessForm(FlaskForm):
    person = SelectField("Someone with lived experience from a panel", validators=[Optional()])
    email = EmailField(
        "Or the email address of someone else",
        description="They must have signed in before. They cannot be an organiser.",
        filters=[trimmed],
        validators=[Optional(), Email(WRONG_ADDRESS)],
    )

    def offer(self, people: list[Any]) -> None:
        """The people from whom to choose."""
        self.person.choices = [
            SelectChoice("", "Choose"),
            *(SelectChoice(str(person.id), person.name) for person in people),
        ]


class WitnessSaysForm(FlaskForm):
    says = RadioField(
        _l("Will you be a witness?"),
        choices=[
            SelectChoice(WitnessSays.named.value, _l("Yes, and you may show my name with the result")),
            SelectChoice(WitnessSays.unnamed.value, _l("Yes, but do not show my name")),
            SelectChoice(WitnessSays.no.value, _l("No, thank you. Send me nothing more of this")),
        ],
        validators=[InputRequired(_l("Choose one."))],
    )


class ShownForm(FlaskForm):
    name = StringField(
        _l("Your name, as you want it shown (optional)"),
        description=_l(
            "On the certificate, on the screen in the hall, and with the result. If you leave it "
            "empty, we will not name you."
        ),
        filters=[trimmed],
        validators=[Optional(), Length(max=120, message=_l("Use at most 120 characters."))],
    )
    words = TextAreaField(
        _l("Your story (optional)"),
        description=_l("In your own words. We will show it with the result if your work wins."),
        filters=[trimmed],
        validators=[Optional(), Length(max=2000, message=_l("Use at most 2,000 characters."))],
        render_kw={"rows": 8},
    )
    video = StringField(
        _l("Link to a video of you (optional)"),
        description=_l("It starts with https://. We will show the link if your work wins."),
        filters=[trimmed],
        validators=[Optional(), Length(max=400, message=_l("Use at most 400 characters."))],
        render_kw={"spellcheck": "false", "autocapitalize": "none"},
    )

    def validate_video(self, field: Any) -> None:
        try:
            parts = urlsplit(field.data)
        except ValueError:
            parts = urlsplit("")
        if parts.scheme != "https" or not parts.hostname or any(sign.isspace() for sign in field.data):
            raise ValidationError(_("Enter an address that starts with https://."))

    def is_whole(self) -> bool:
        """Whether there is anything to show."""
        whole = bool(self.validate())
        if whole and not (self.name.data or self.words.data or self.video.data):
            self.name.errors = [_("Fill in one of the three, or remove what is there.")]
            return False
        return whole
