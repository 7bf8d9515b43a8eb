"""Hand in a recording in place of writing, type its words, note that the person approved them, delete the sound."""

from collections.abc import Mapping
from datetime import datetime

from conference import audit, files
from conference.db import db
from conference.files import Cleaned
from conference.models.applications.applications import Application
from conference.models.applications.recordings import AudioNote
from conference.models.people.people import Person
from conference.queries.applications import recordings as queries
from conference.rules.applications import recordings as rules
from conference.rules.applications.applications import State
from conference.rules.applications.reasons import ApplicationReason
from conference.rules.applications.recordings import NotePage, ReadBack
from conference.rules.editions.dates import local_day
from conference.rules.refusals import Refused


def give(application: Application, page: NotePage, cleaned: Cleaned, *, by: Person, at: datetime) -> AudioNote:
    """Hand in a recording for one page; a second one takes the place of the first."""
    _must_be(application, State.draft)
    kept = files.keep(cleaned, by=by, at=at)
    note = queries.notes_of(application).get(page) or AudioNote(application=application, page=page)
    before, note.file, note.given_at = note.file, kept, at
    db.session.add(note)
    db.session.flush()
    if before:
        files.forget(before)
    application.revision += 1
    audit.record("audio_note.given", about=note, by=by, at=at, edition=application.edition, page=page)
    return note


def take_out(note: AudioNote, *, by: Person, at: datetime) -> None:
    """Take a recording out again before the form is sent; the page wants an answer again."""
    application, sound = note.application, note.file
    _must_be(application, State.draft)
    audit.record("audio_note.taken_out", about=note, by=by, at=at, edition=application.edition, page=note.page)
    db.session.delete(note)
    db.session.flush()
    if sound:
        files.forget(sound)
    application.revision += 1


def type_up(note: AudioNote, texts: Mapping[str, str], *, by: Person, at: datetime) -> None:
    """Type what the person said; until they approve it, it can be typed anew and nobody scores it."""
    _must_wait(note)
    if not rules.is_typed(texts.values()):
        raise Refused(ApplicationReason.nothing_typed)
    for name in queries.FIELDS[note.page]:
        setattr(note.application, name, texts[name])
    note.typed_at, note.typed_by = at, by.id
    audit.record("audio_note.typed", about=note, by=by, at=at, edition=note.application.edition, page=note.page)


def approve(note: AudioNote, read_back: ReadBack, *, by: Person, at: datetime) -> None:
    """Note that the typed words were read back and the person said they are right; the sound goes on a named day."""
    _must_wait(note)
    if note.typed_at is None:
        raise Refused(ApplicationReason.not_typed)
    approved_on = local_day(at, note.application.edition.zone)
    note.approved_at, note.approved_by, note.read_back = at, by.id, read_back
    note.delete_on = rules.deleted_on(approved_on)
    audit.record(
        "audio_note.approved",
        about=note,
        by=by,
        at=at,
        edition=note.application.edition,
        page=note.page,
        read_back=read_back,
        delete_on=str(note.delete_on),
    )


def delete_sound(note: AudioNote, *, by: Person, at: datetime) -> None:
    """Delete the sound on the day that the person was told; the approved words stay."""
    _drop(note, at=at)
    audit.record("audio_note.deleted", about=note, by=by, at=at, edition=note.application.edition, page=note.page)


def drop_all(application: Application, *, at: datetime) -> None:
    """Delete every recording of somebody who steps back or is forgotten; part of an act."""
    db.session.flush()
    for note in queries.notes_of(application).values():
        _drop(note, at=at)


def _drop(note: AudioNote, *, at: datetime) -> None:
    sound = note.file
    if sound is None:
        return
    note.file, note.deleted_at = None, at
    db.session.flush()
    files.forget(sound)


def _must_be(application: Application, state: State) -> None:
    db.session.flush()
    db.session.refresh(application, with_for_update=True)
    if application.state is not state:
        raise Refused(ApplicationReason.moved_on if state is State.draft else ApplicationReason.decided_meanwhile)


def _must_wait(note: AudioNote) -> None:
    _must_be(note.application, State.sent)
    db.session.refresh(note, with_for_update=True)
    if note.approved_at is not None:
        raise Refused(ApplicationReason.approved)
