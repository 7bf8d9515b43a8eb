"""Shape of the forms with which somebody nominates a work, and its people say yes or no."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, RadioField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Email, InputRequired, Length, Optional, ValidationError

from conference.forms.fields import trimmed

SESSION = "session"
YES, NO, ME, OTHER = "yes", "no", "me", "other"
WORDS_OF_WHY, WORDS_OF_PITCH = 150, 60
WRONG_ADDRESS = _l("Enter an email address in the right form, like name@example.org.")


class NominateForm(FlaskForm):
    work = StringField(
        _l("Which work or session?"),
        description=_l("Its reference, or words from its title. It can be your own."),
        filters=[trimmed],
        validators=[DataRequired(_l("Enter the work or session you mean.")), Length(max=200)],
    )
    which = RadioField(_l("Which one do you mean?"), choices=[], validators=[Optional()], validate_choice=False)
    why = TextAreaField(
        _l("Why should it win?"),
        description=_l("In your own words, up to 150. What did it do for patients or carers?"),
        filters=[trimmed],
        validators=[DataRequired(_l("Enter a reason in a few words.")), Length(max=1500)],
        render_kw={"rows": 4},
    )
    name = StringField(
        _l("Your name"),
        filters=[trimmed],
        validators=[DataRequired(_l("Enter your name.")), Length(max=120)],
        render_kw={"autocomplete": "name"},
    )
    reach = StringField(
        _l("How can we reach you, if we have a question?"),
        description=_l("An email address or a phone number. We will delete it 60 days after the conference."),
        filters=[trimmed],
        validators=[DataRequired(_l("Enter how we can reach you.")), Length(max=200)],
    )

    def for_somebody_known(self) -> None:
        """Whoever is signed in need not say who they are."""
        del self.name, self.reach

    def offer(self, found: Sequence[Any]) -> None:
        """Show the accepted work that may be meant, and that it may be none of it."""
        self.which.choices = [
            *(SelectChoice(reference, f"{title} ({reference})") for reference, title in found),
            SelectChoice(SESSION, _("None of these. It is a session")),
        ]

    def validate_why(self, field: Any) -> None:
        if len((field.data or "").split()) > WORDS_OF_WHY:
            raise ValidationError(_("Use at most 150 words."))


class NomineeForm(FlaskForm):
    says = RadioField(
        _l("Do you want to take part?"),
        choices=[SelectChoice(YES, _l("Yes")), SelectChoice(NO, _l("No"))],
        validators=[InputRequired(_l("Choose yes or no."))],
    )
    who = RadioField(
        _l("Who with lived experience helps to present it?"),
        description=_l("A patient, carer or community member. Work without such a person cannot enter."),
        choices=[SelectChoice(ME, _l("I do")), SelectChoice(OTHER, _l("Someone else"))],
        validators=[Optional()],
    )
    name = StringField(
        _l("Their name, if it is someone else"), filters=[trimmed], validators=[Optional(), Length(max=120)]
    )
    email = EmailField(
        _l("Their email address"),
        description=_l(
            "We will ask them to confirm. If they have no email, call us, and we will ask them another way."
        ),
        filters=[trimmed],
        validators=[Optional(), Email(WRONG_ADDRESS)],
    )
    presenters = StringField(
        _l("Who presents it, as shown to everyone"), filters=[trimmed], validators=[Optional(), Length(max=300)]
    )
    pitch = TextAreaField(
        _l("What is it about, in a few words?"),
        description=_l("Up to 60 words. They will be on the ballot if the jury chooses it."),
        filters=[trimmed],
        validators=[Optional(), Length(max=600)],
        render_kw={"rows": 3},
    )

    @property
    def is_yes(self) -> bool:
        return bool(self.says.data == YES)

    def validate_pitch(self, field: Any) -> None:
        if len((field.data or "").split()) > WORDS_OF_PITCH:
            raise ValidationError(_("Use at most 60 words."))

    def is_whole(self) -> bool:
        """Whether all is said: a yes names the co-presenter, and somebody else has a name and an address."""
        whole = bool(self.validate())
        asked = [(self.who, _("Choose who with lived experience helps to present it."))] if self.is_yes else []
        if self.is_yes and self.who.data == OTHER:
            asked += [(self.name, _("Enter their name.")), (self.email, _("Enter their email address."))]
        for field, words in asked:
            if not field.data and not field.errors:
                field.errors = [words]
                whole = False
        return whole


class CoPresenterForm(FlaskForm):
    says = RadioField(
        _l("Do you help to present this work, as someone with lived experience?"),
        choices=[SelectChoice(YES, _l("Yes, I do")), SelectChoice(NO, _l("No"))],
        validators=[InputRequired(_l("Choose yes or no."))],
    )
