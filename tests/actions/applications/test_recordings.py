"""Recordings: counted as an answer, read by nobody before they are typed and approved, deleted on the named day."""

import os
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from conference import files
from conference.actions import retention
from conference.actions.applications import applications, recordings, scoring
from conference.actions.funding import withdrawal
from conference.db import now, writing
from conference.models.applications.recordings import AudioNote
from conference.models.files import StoredFile
from conference.queries import invariants
from conference.queries.applications import recordings as queries, scoring as sheets
from conference.queries.applications.applications import missing_pages
from conference.rules.applications.recordings import NotePage, ReadBack
from conference.rules.applications.scoring import ScoreState
from conference.rules.editions.dates import end_of_day
from conference.rules.file_kinds import AUDIO
from conference.rules.refusals import Refused
from conference.signposts.applications import recordings as recordings_signposts
from tests import cast
from tests.builders import applications as build, audio_notes as spoken
from tests.cast import AT
from tests.guards import drop

DAY = timedelta(days=1)
POINTS = {"contribution": 2, "benefit": 2, "need": 2, "comment": "Clear."}


@pytest.fixture
def edition(db):
    edition = cast.an_edition()
    build.settings(edition)
    return edition


def kept(db):
    return db.session.scalar(sa.select(sa.func.count(StoredFile.id)))


def sheet_of(application):
    build.panel(application.edition)
    scoring.share_out(application.edition, by=cast.dara(application.edition), at=AT)
    return next(s for s in sheets.scores_of(application) if s.state is ScoreState.assigned)


def refused_by(db, name, act):
    with pytest.raises(sa.exc.DBAPIError, match=name), db.session.begin_nested():
        act()
        db.session.flush()


@pytest.mark.parametrize("page", list(NotePage))
def test_a_page_with_a_recording_counts_as_answered(edition, page):
    application = build.filled(edition, **dict.fromkeys(spoken.SAID[page], ""))
    assert missing_pages(application) == [page]
    note = spoken.given(application, page)
    assert missing_pages(application) == []
    recordings.take_out(note, by=application.person, at=AT)
    assert missing_pages(application) == [page]


def test_a_second_recording_takes_the_place_of_the_first_and_one_taken_out_is_gone(db, edition):
    application = build.filled(edition)
    first = spoken.given(application).file_id
    note = spoken.given(application)
    assert (kept(db), note.file_id != first) == (1, True)
    recordings.take_out(note, by=application.person, at=AT)
    assert kept(db) == 0


def test_a_sound_of_more_than_six_megabytes_is_too_large(db):
    assert spoken.cleaned(6 * 1024 * 1024 - 44).kind in AUDIO
    with pytest.raises(files.NotTaken, match="too_large"):
        spoken.cleaned(6 * 1024 * 1024)


def test_nothing_is_given_or_taken_out_after_sending(db, edition):
    note = spoken.sent(edition)
    with pytest.raises(Refused, match="moved_on"):
        spoken.given(note.application, NotePage.why_come)
    with pytest.raises(Refused, match="moved_on"):
        recordings.take_out(note, by=note.application.person, at=AT)
    refused_by(db, "audio_note_sent_stays", lambda: db.session.execute(sa.delete(AudioNote)))
    late = {"application_id": note.application_id, "page": "why-come", "given_at": AT, "file_id": None}
    refused_by(
        db,
        "audio_note_in_a_draft",
        lambda: db.session.execute(sa.insert(AudioNote).values(**late, deleted_at=AT)),
    )


def test_nobody_scores_before_the_words_are_approved_and_then_reads_only_them(edition):
    note = spoken.sent(edition)
    application = note.application
    sheet = sheet_of(application)
    for step in (lambda: None, lambda: spoken.typed(note)):
        step()
        story = sheets.blind(edition, application)
        assert (story.about_me, story.untyped, story.why_come) == ("", True, "To meet others.")
        with pytest.raises(Refused, match="not_typed"):
            scoring.score(sheet, **POINTS, by=sheet.assessor, at=AT)
    spoken.approved(note)
    story = sheets.blind(edition, application)
    assert (story.about_me, story.untyped) == ("I said that I live with pain.", False)
    scoring.score(sheet, **POINTS, by=sheet.assessor, at=AT)
    assert sheet.state is ScoreState.submitted


def test_the_database_itself_refuses_a_score_before_that_and_the_check_finds_one(db, edition):
    note = spoken.sent(edition)
    sheet = sheet_of(note.application)

    def score():
        sheet.contribution = sheet.benefit = sheet.need = 2
        sheet.state, sheet.submitted_at = ScoreState.submitted, AT
        db.session.flush()

    refused_by(db, "application_score_sent_after_typing", score)
    sentence = "scored before what they said"
    assert [s for s in invariants.failed() if sentence in s] == []
    db.session.execute(drop("application_score_sent_after_typing"))  # the control: without the guard it happens
    score()
    assert [s for s in invariants.failed() if sentence in s] != []
    db.session.rollback()


def test_words_are_typed_anew_until_approved_and_never_after(db, edition):
    note = spoken.sent(edition)
    dara = cast.dara(edition)
    with pytest.raises(Refused, match="not_typed"):
        recordings.approve(note, ReadBack.phone, by=dara, at=AT)
    with pytest.raises(Refused, match="nothing_typed"):
        recordings.type_up(note, {"about_me": " "}, by=dara, at=AT)
    spoken.typed(note)
    recordings.type_up(note, {"about_me": "Better."}, by=dara, at=AT)
    recordings.approve(note, ReadBack.visit, by=dara, at=AT)
    with pytest.raises(Refused, match="approved"):
        spoken.typed(note)
    assert (note.application.about_me, note.read_back, note.approved_by) == ("Better.", ReadBack.visit, dara.id)

    def later():
        note.delete_on = date(2030, 1, 1)

    refused_by(db, "audio_note_approved_stays", later)


def test_the_sound_goes_thirty_days_after_approval_and_the_words_stay(db, edition):
    note = spoken.approved(spoken.sent(edition))
    name = note.file.name
    assert note.delete_on == AT.date() + 30 * DAY
    db.session.commit()
    for days, left in ((29, 1), (30, 0)):
        retention.keep_promises(by=cast.dara(edition), at=AT + days * DAY)
        assert kept(db) == left
    assert (note.deleted_at, note.application.about_me) == (AT + 30 * DAY, "I said that I live with pain.")
    db.session.commit()
    os.utime(files.path_of(name), (0, 0))
    with writing():
        files.sweep(by=None, at=now())
    assert not files.path_of(name).exists()


def test_a_sound_that_waits_is_not_lost(db, edition):
    note = spoken.sent(edition)

    def lose():
        note.file, note.deleted_at = None, AT

    refused_by(db, "audio_note_sound_kept", lose)


@pytest.mark.parametrize("how", ["withdrawn in draft", "withdrawn", "forgotten"])
def test_stepping_back_or_being_forgotten_deletes_the_sound_at_once(db, edition, how):
    application = build.filled(edition)
    note = spoken.given(application)
    if how != "withdrawn in draft":
        applications.send(application, by=application.person, at=AT)
    if how == "forgotten":
        retention.forget_applicant(application, by=cast.dara(edition), at=AT)
    else:
        withdrawal.withdraw(application, by=application.person, at=AT)
    assert (kept(db), note.file_id, note.deleted_at) == (0, None, AT)


def test_a_sound_kept_past_its_day_is_found_by_the_check(db, edition):
    note = spoken.approved(spoken.sent(edition))
    sentence = "A recording is kept past its day"
    assert [s for s in invariants.failed() if sentence in s] == []
    db.session.execute(drop("audio_note_approved_stays"))
    note.delete_on = date(2026, 1, 1)
    db.session.flush()
    assert [s for s in invariants.failed() if sentence in s] != []
    db.session.rollback()


def test_the_check_sees_a_recording_whose_bytes_are_gone(db, edition):
    note = spoken.sent(edition)
    db.session.commit()
    assert [s for s in invariants.failed() if "kept file" in s] == []
    files.path_of(note.file.name).unlink()
    assert [s for s in invariants.failed() if "kept file" in s] != []


def test_the_desk_is_told_what_waits_until_when_and_the_list_costs_the_same(db, counted, edition):
    assert recordings_signposts.waiting(edition, at=AT) == []
    spoken.approved(spoken.sent(edition, name="Done"))
    spoken.given(build.filled(edition, "Not sent"))
    numbers = []
    for count in (1, 30):
        for each in range(count - len(numbers)):
            spoken.sent(edition, name=f"Person {each}")
        db.session.commit()
        db.session.expunge_all()
        edition = db.session.get(type(edition), 1)
        with counted() as statements:
            rows = [note.application.person.name for note in db.session.scalars(queries.to_type(edition))]
        numbers.append(len(statements))
        assert len(rows) == count
    assert numbers[0] == numbers[1]
    (line,) = recordings_signposts.waiting(edition, at=AT)
    assert (line.count, line.due) == (30, end_of_day((AT + 40 * DAY).date(), edition.zone))
