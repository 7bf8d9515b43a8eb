"""Shape of the words that letters need: one box for each fact and language."""

from collections.abc import Iterator

from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import Length

from conference.rules.funding.paper_letters import Fact
from conference.rules.languages import Lang

ASKED = {
    Fact.signer: "Who signs the letters: name and role, each on its own line",
    Fact.host: "Who invites, for a visa: organisation and address, each on its own line",
    Fact.meets_me: "Who meets people when they arrive: a name",
    Fact.meets_phone: "The number to call or text on the day",
    Fact.meeting_point: "Where people are met, and how to find it",
    Fact.quiet_room: "The quiet room: where it is, what is there",
    Fact.day_plan: "The programme of each day, with breaks: begin each line with a dash and a space",
    Fact.online_free: "What is free online for everyone, and where",
}
LANGUAGES = {Lang.en: "in English", Lang.nl: "in Dutch"}


class TextsForm(FlaskForm):
    """The boxes are made below, fact by fact."""

    @classmethod
    def names(cls) -> Iterator[tuple[str, Fact, Lang]]:
        """Each box with its fact and language."""
        return ((f"{fact}_{lang}", fact, lang) for fact in Fact for lang in Lang)


for _name, _fact, _lang in TextsForm.names():
    _label = f"{ASKED[_fact]} ({LANGUAGES[_lang]})"
    setattr(TextsForm, _name, TextAreaField(_label, validators=[Length(max=3000)], render_kw={"rows": 3}))
