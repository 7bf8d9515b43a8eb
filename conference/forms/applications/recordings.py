"""Shape and limits of recordings: the file, what the desk types of it, and that it was read back."""

from collections.abc import Mapping
from typing import Any

from flask_babel import format_date, gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Optional

from conference.forms.applications.choices import Words, choices
from conference.forms.applications.page import Words as AtMost
from conference.forms.fields import trimmed
from conference.models.applications.recordings import AudioNote
from conference.rules.applications.recordings import SPOKEN_WORDS, NotePage, ReadBack
from conference.rules.editions.dates import local_day
from conference.rules.file_kinds import Refusal

NOT_TAKEN: Words = {
    Refusal.empty: _l("Choose a sound file."),
    Refusal.too_large: _l("This file is too large. Send at most 6 megabytes: that is about three minutes."),
    Refusal.not_this_kind: _l("We cannot play this file. Send what a phone or computer records, like M4A or MP3."),
    Refusal.two_in_one: _l("There is a second file hidden inside this one. Please record it again."),
}
PAGE: Words = {NotePage.about_you: _l("About me"), NotePage.why_come: _l("Why I would like to come")}
ASKED: Mapping[str, str] = {
    "about_me": "About me",
    "why_come": "Why do they want to come?",
    "bring": "What would they bring?",
    "take_back": "What would they take back, and who would they share it with?",
}
READ_BACK: Words = {
    ReadBack.phone: "On the phone",
    ReadBack.visit: "In person",
    ReadBack.video: "In a video call",
    ReadBack.email: "By email",
    ReadBack.post: "By post",
}


class RecordingForm(FlaskForm):
    sound = FileField(
        _l("Your sound file"),
        description=_l("At most 6 megabytes: that is about three minutes."),
        render_kw={"attributes": {"accept": "audio/*,.m4a,.mp3,.ogg,.wav,.webm"}},
    )


class ApproveForm(FlaskForm):
    read_back = RadioField(
        "How did you read it back?",
        choices=choices(READ_BACK),
        validators=[InputRequired("Choose how you read it back.")],
    )
    approved = BooleanField(
        "They heard or read all of it and approved the words",
        validators=[
            InputRequired("Tick the box if the person approved the words. The panel reads only approved words.")
        ],
    )


def type_form(names: tuple[str, ...], **given: Any) -> Any:
    """One box for each answer that the recording stands for."""
    hint = f"Their own words, as they said them. At most {SPOKEN_WORDS} words."
    checks = [Optional(), AtMost(SPOKEN_WORDS)]
    fields = {
        name: TextAreaField(ASKED[name], description=hint, validators=checks, filters=[trimmed], render_kw={"rows": 8})
        for name in names
    }
    return type("TypeForm", (FlaskForm,), fields)(**given)


def where_it_stands(note: AudioNote, zone: str) -> str:
    """What the person is told about their recording, with the day on which it goes."""

    def day(moment: Any) -> str:
        return str(format_date(local_day(moment, zone), "d MMMM y"))

    if note.approved_at is None:
        if note.deleted_at is not None:
            return str(_("We deleted it on %(day)s.", day=day(note.deleted_at)))
        given = _("We got it on %(day)s.", day=day(note.given_at))
        return f"{given} " + str(
            _(
                "We will type what you said and read it back to you. We will delete the recording 30 days after you"
                " say that the words are right."
            )
        )
    said = _("You said on %(day)s that the words are right.", day=day(note.approved_at))
    if note.deleted_at is not None:
        return f"{said} " + str(_("We deleted the recording on %(day)s.", day=day(note.deleted_at)))
    until = str(format_date(note.delete_on, "d MMMM y"))
    return f"{said} " + str(_("We will delete the recording on %(day)s.", day=until))
