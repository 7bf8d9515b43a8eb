"""Shape and limits of what authors write about their work, and of the call that asks for it."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Email, InputRequired, Length, NumberRange, Optional, ValidationError

from conference.forms.abstracts.content_warnings import TOPIC
from conference.forms.applications.choices import choices
from conference.forms.applications.page import Words
from conference.forms.fields import DayField, trimmed
from conference.forms.funding.settings import lines_of
from conference.rules.abstracts.abstracts import AbstractType, Answer, Involvement
from conference.rules.abstracts.submissions import CHANGED_WORDS, TITLE_LETTERS, Page, PassFor, Thin

TYPE = {
    AbstractType.oral: _l("Oral presentation (a talk)"),
    AbstractType.poster: _l("A poster"),
    AbstractType.workshop: _l("A workshop"),
    AbstractType.minicourse: _l("A short course"),
}
PAGE = {
    Page.about: _l("Title and type"),
    Page.authors: _l("Authors"),
    Page.text: _l("Abstract text"),
    Page.summary: _l("In plain words"),
    Page.together: _l("Co-production (made together)"),
    Page.declare: _l("Declarations"),
}
THIN = {
    Thin.none: _l("You say that no one with lived experience took part. That is honest, and we will read it as it is."),
    Thin.late: _l("People came in late, when the work was measured or shown."),
    Thin.who: _l("Who took part: say how many people, and what they did."),
    Thin.chosen: _l("How they were chosen: say it in a few words."),
    Thin.changed: _l("What they changed: give an example that a reader can picture."),
    Thin.paid: _l("They were not offered pay or their costs."),
    Thin.author: _l("No one with lived experience is named as an author."),
    Thin.presenter: _l("No one with lived experience will present it with you."),
}
INVOLVEMENT = {
    Involvement.idea: _l("From the first idea"),
    Involvement.design: _l("When we planned it"),
    Involvement.doing: _l("While we did it"),
    Involvement.measuring: _l("When we looked at the results"),
    Involvement.sharing: _l("When we told others about it"),
    Involvement.none: _l("No one took part"),
}
LONG = Length(max=2000, message=_l("Use at most 2,000 characters."))


def box(label: Any, hint: Any = "", *, words: int = 100, rows: int = 4) -> TextAreaField:
    """Some sentences, which may be left open in a draft."""
    return TextAreaField(
        label, description=hint, filters=[trimmed], validators=[Optional(), Words(words)], render_kw={"rows": rows}
    )


def short(label: Any, hint: Any = "", needed: Any = "", most: int = 200) -> StringField:
    """A line of text."""
    first = [InputRequired(needed)] if needed else []
    return StringField(label, description=hint, filters=[trimmed], validators=[*first, Length(max=most)])


class JoinForm(FlaskForm):
    """Somebody whom we do not know yet, or who is not signed in."""

    name = short(_l("Your name"), needed=_l("Enter your name."))
    email = EmailField(
        _l("Your email address"),
        filters=[trimmed],
        validators=[
            InputRequired(_l("Enter your email address.")),
            Email(_l("Enter an address like name@example.org.")),
        ],
    )


def title() -> StringField:
    """The title of the work."""
    words = _l("Use at most 120 characters.")
    return StringField(
        _l("Title of your abstract"),
        filters=[trimmed],
        validators=[InputRequired(_l("Enter a title.")), Length(max=TITLE_LETTERS, message=words)],
    )


class TitleForm(FlaskForm):
    title = title()


class WorkForm(FlaskForm):
    """A page of a submission. `seen` marks what the page held when it was opened."""

    seen = HiddenField()

    def answers(self) -> dict[str, Any]:
        """What was answered, ready to be kept."""
        return {field.name: field.data for field in self if field.name not in ("seen", "csrf_token")}


class AboutForm(WorkForm):
    title = title()
    type = RadioField(_l("How would you like to present it?"), validators=[Optional()])
    stream_id = SelectField(_l("Which stream (theme) fits best?"), coerce=int, validators=[Optional()])
    second_stream_id = SelectField(_l("Your second choice of stream"), coerce=int, validators=[Optional()])

    def offer(self, types: Sequence[str], streams: Sequence[tuple[int, str]]) -> "AboutForm":
        """The types of the call and the streams of the edition."""
        self.type.choices = choices({each: TYPE[AbstractType(each)] for each in types})
        nothing = SelectChoice(0, _("Not sure"))
        for field in (self.stream_id, self.second_stream_id):
            field.choices = [nothing, *(SelectChoice(*each) for each in streams)]
            field.data = field.data or 0
        return self

    def answers(self) -> dict[str, Any]:
        chosen = AbstractType(self.type.data) if self.type.data else None
        streams = {name: self[name].data or None for name in ("stream_id", "second_stream_id")}
        return {"title": self.title.data, "type": chosen, **streams}


class SummaryForm(WorkForm):
    plain_summary = box(_l("Your work in plain words"), rows=6)
    topics = SelectMultipleField(
        _l("Does your abstract mention any of these?"),
        description=_l("Some reviewers find these subjects upsetting. We will not ask them to read yours."),
        choices=choices(TOPIC),
        validators=[Optional()],
    )


class TogetherForm(WorkForm):
    involvement = RadioField(
        _l("When did people with lived experience first take part?"),
        choices=choices(INVOLVEMENT),
        validators=[Optional()],
    )
    involved_who = box(_l("Who took part, and how many?"), _l("For instance: six people with asthma and two carers."))
    how_chosen = box(_l("How were they chosen?"), words=60, rows=3)
    involved_changed = box(_l("What did they change?"), _l("Give an example."), words=CHANGED_WORDS, rows=5)
    involved_paid = RadioField(
        _l("Were they offered pay, or their costs?"),
        choices=choices({Answer.yes: _l("Yes"), Answer.no: _l("No")}),
        validators=[Optional()],
    )
    involved_none_because = box(_l("If no one took part, why not?"), _l("An honest answer is welcome."))
    pass_for = RadioField(
        _l("Will someone with lived experience present it with you? Their pass is free."),
        choices=choices({
            PassFor.named: _l("Yes, and I can name them"),
            PassFor.later: _l("Yes, I will name them later"),
            PassFor.nobody: _l("No"),
        }),
        default=PassFor.nobody.value,
    )  # fmt: skip
    pass_name = short(_l("Their name, if you know it now"))

    def validate_pass_name(self, field: Any) -> None:
        if self.pass_for.data == PassFor.named and not field.data:
            raise ValidationError(_("Enter the name, or choose to name them later."))

    def answers(self) -> dict[str, Any]:
        given = super().answers()
        given["involvement"] = Involvement(given["involvement"] or Involvement.not_asked)
        given["involved_paid"] = Answer(given["involved_paid"] or Answer.not_asked)
        given["pass_for"] = PassFor(given["pass_for"] or PassFor.nobody)
        if given["pass_for"] is not PassFor.named:
            given["pass_name"] = ""
        return {name: "" if value is None else value for name, value in given.items()}


class DeclareForm(WorkForm):
    patient_data = RadioField(
        _l("Do you have consent from everyone whose story or picture you use?"),
        choices=choices({Answer.yes: _l("Yes, or no one can be identified"), Answer.no: _l("Not yet")}),
        validators=[Optional()],
    )
    interests = box(
        _l("Who funded the work? Does anyone have a conflict of interest, such as gaining from it?"),
        _l("Write “none” if there is nothing to tell us."),
    )
    ai_use = box(_l("Did you use an AI tool to write any of it? Which one?"), words=60, rows=2)
    shown_before = box(_l("Has it been presented or published before? Where?"), words=60, rows=2)
    agree = BooleanField(_l("All authors agree to submit this abstract, and to have it published with our names"))

    def answers(self) -> dict[str, Any]:
        given = super().answers()
        given["patient_data"] = Answer(given["patient_data"] or Answer.not_asked)
        return {name: "" if value is None else value for name, value in given.items()}


class AuthorForm(FlaskForm):
    name = short(_l("Name"), needed=_l("Enter the name."))
    organisation = short(_l("Where they work or belong (optional)"), most=300)
    country = short(_l("Country"), most=100)
    presents = BooleanField(_l("Presenting author (will come to the conference)"))
    lived_experience = BooleanField(_l("Has lived experience of this subject, as a patient, carer or community member"))
    consents_to_label = BooleanField(_l("Agrees to be listed as having lived experience"))


def parts_form(parts: Sequence[tuple[str, str, str]], marks: Sequence[str], typed: bool) -> FlaskForm:
    """A box for each part of the text, and the mark of what it held when the page was opened."""
    fields: dict[str, Any] = {}
    for number, ((label, hint, text), mark) in enumerate(zip(parts, marks, strict=True)):
        fields[f"part_{number}"] = TextAreaField(
            label, description=hint, default=text, filters=[trimmed], validators=[Length(max=20_000)],
            render_kw={"rows": 6, "attributes": {"data-count": "", "lang": "en"}},
        )  # fmt: skip
        fields[f"seen_{number}"] = HiddenField(default=mark)
    made = type("PartsForm", (FlaskForm,), fields)
    return made() if typed else made(formdata=None)


class CallForm(FlaskForm):
    """The organisers' own page: English only."""

    opens_on = DayField("First day", validators=[DataRequired("Enter the first day.")])
    closes_on = DayField("Last day", validators=[DataRequired("Enter the last day.")])
    hear_by_on = DayField("Tell authors the result by", validators=[DataRequired("Enter the day.")])
    types = SelectMultipleField(
        "How can they present it?",
        choices=[SelectChoice(each.value, each.value) for each in AbstractType],
        validators=[InputRequired("Choose at least one.")],
    )
    most_words = IntegerField(
        "Most words in the abstract", validators=[InputRequired("Enter a number."), NumberRange(50, 5000)]
    )
    summary_words = IntegerField(
        "Most words in the summary", validators=[InputRequired("Enter a number."), NumberRange(20, 500)]
    )
    parts = TextAreaField(
        "Parts of an abstract",
        description="One part on each line: the heading, then | and what to write there.",
        validators=[InputRequired("Enter at least one part."), Length(max=5000)],
        render_kw={"rows": 10},
    )
    words = TextAreaField("What authors read first (optional)", validators=[LONG], render_kw={"rows": 4})
    shows_accepted = BooleanField("Show accepted abstracts to everyone")

    def validate_closes_on(self, field: Any) -> None:
        if field.data and self.opens_on.data and field.data < self.opens_on.data:
            raise ValidationError("The last day must not be before the first.")

    def validate_parts(self, field: Any) -> None:
        labels = [label for label, _hint in self.told()]
        if not all(labels) or len(set(labels)) < len(labels):
            raise ValidationError("Each line needs a heading of its own.")

    def told(self) -> list[list[str]]:
        """Heading and hint of each part."""
        pairs = [line.partition("|") for line in lines_of(self.parts.data)]
        return [[label.strip(), hint.strip()] for label, _bar, hint in pairs]
