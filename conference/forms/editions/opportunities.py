"""Shape and limits of the desk's form about what an edition offers."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, TextAreaField
from wtforms.validators import Length

from conference.rules.editions.opportunities import PARTS, Opportunity

KIND = {
    Opportunity.funded_place: "The funded place",
    Opportunity.just_attend: "Just come and take part",
    Opportunity.review: "Help to choose what is on the programme",
    Opportunity.co_chair: "Lead a stream together with a professional",
    Opportunity.panel: "Be on a panel",
    Opportunity.stand: "Look after a stand",
    Opportunity.video: "Be in an opening video",
}


def _part(label: str, hint: str) -> TextAreaField:
    return TextAreaField(label, description=hint, validators=[Length(max=1000)], render_kw={"rows": 3})


class OpportunityForm(FlaskForm):
    what = _part("What is it?", "In two or three plain sentences.")
    time_needed = _part("How much time does it take?", "Hours before, and hours there.")
    paid = _part("What is paid?", "Costs, and a fee if there is one.")
    decided = _part("What is decided already?", "Be honest: what no one can change any more.")
    changeable = _part("What can still be changed?", "What the person would really help to decide.")
    publish = BooleanField("Publish this description")

    def words(self) -> dict[str, str]:
        """What was written, by part."""
        return {part: self[part].data or "" for part in PARTS}
