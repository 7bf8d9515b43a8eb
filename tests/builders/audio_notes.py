"""A small sound, and a recording handed in, typed and approved."""

import io
import wave

from conference import files
from conference.actions.applications import applications, recordings
from conference.models.applications.applications import Application
from conference.models.applications.recordings import AudioNote
from conference.rules.applications.recordings import MOST_BYTES, NotePage, ReadBack
from conference.rules.file_kinds import AUDIO
from tests import cast
from tests.builders import applications as build
from tests.cast import AT

SAID = {
    NotePage.about_you: {"about_me": "I said that I live with pain."},
    NotePage.why_come: {"why_come": "I said why.", "bring": "", "take_back": ""},
}


def a_sound(length: int = 400) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(4_000)
        sound.writeframes(b"\x80" * length)
    return out.getvalue()


def cleaned(length: int = 400) -> files.Cleaned:
    return files.clean(io.BytesIO(a_sound(length)), takes=AUDIO, most=MOST_BYTES)


def given(application: Application, page: NotePage = NotePage.about_you) -> AudioNote:
    return recordings.give(application, page, cleaned(), by=application.person, at=AT)


def sent(edition, page: NotePage = NotePage.about_you, name: str = "Amina Yusuf") -> AudioNote:
    """Everything answered, one page by a recording only, and sent."""
    application = build.filled(edition, name, **dict.fromkeys(SAID[page], ""))
    note = given(application, page)
    applications.send(application, by=application.person, at=AT)
    return note


def typed(note: AudioNote) -> AudioNote:
    recordings.type_up(note, SAID[note.page], by=cast.dara(note.application.edition), at=AT)
    return note


def approved(note: AudioNote) -> AudioNote:
    recordings.approve(typed(note), ReadBack.phone, by=cast.dara(note.application.edition), at=AT)
    return note
