"""Authors write, send, change until the last day and take back; the database sends nothing that is not whole."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from conference.actions.abstracts import submissions
from conference.models.abstracts.abstracts import Abstract
from conference.models.outbox import Message
from conference.queries.abstracts import submissions as find
from conference.rules.abstracts.abstracts import AbstractState, Answer
from conference.rules.abstracts.submissions import GRACE, Page, PassFor
from conference.rules.refusals import Refused
from tests import cast
from tests.builders import submissions as build
from tests.cast import AT
from tests.guards import drop

LATE = AT + timedelta(days=20)


@pytest.fixture
def edition(db):
    edition = cast.an_edition()
    build.call(edition)
    return edition


def test_a_draft_is_sent_once_whole_and_its_author_hears_it(db, edition):
    made, amina = build.started(edition), cast.amina()
    with pytest.raises(Refused, match="missing"):
        submissions.send(made, by=amina, at=AT)
    made = build.sent(edition)
    assert (made.abstract.state, made.submitted_at) == (AbstractState.submitted, AT)
    letter = db.session.scalars(sa.select(Message).where(Message.kind == "work_received")).one()
    assert made.abstract.reference in letter.body and letter.person_id == amina.id
    with pytest.raises(Refused, match="already_sent"):
        submissions.send(made, by=amina, at=AT)


def test_the_facts_of_working_together_follow_the_authors_and_the_pass(db, edition):
    made, amina = build.whole(edition, pass_for=PassFor.nobody), cast.amina()
    assert (made.abstract.lived_experience_author, made.abstract.lived_experience_presenter) == (Answer.no, Answer.no)
    lived = {**build.AUTHOR, "name": "Sam Lee", "lived_experience": True, "consents_to_label": True}
    author = submissions.put_author(made, None, lived, by=amina, at=AT)
    assert (made.abstract.lived_experience_author, made.abstract.lived_experience_presenter) == (Answer.yes, Answer.yes)
    submissions.move_author(made, author, up=True, by=amina, at=AT)
    assert [each.name for each in made.abstract.authors] == ["Sam Lee", "Noor Bakker"]
    submissions.take_author_out(made, author, by=amina, at=AT)
    assert [(each.name, each.position) for each in made.abstract.authors] == [("Noor Bakker", 1)]
    assert made.abstract.lived_experience_author is Answer.no


def test_what_was_sent_is_changed_until_the_last_day_and_stays_whole(db, edition):
    made, amina = build.sent(edition), cast.amina()
    submissions.save_parts(made, {"Context": "We did more."}, by=amina, at=AT)
    assert [section.text for section in made.abstract.sections] == ["We did more.", "We did this."]
    db.session.commit()
    with pytest.raises(Refused, match="not_whole"):
        submissions.save(made, Page.summary, {"plain_summary": "", "topics": []}, by=amina, at=AT)
    db.session.rollback()
    with pytest.raises(Refused, match="not_whole"):
        submissions.save_parts(made, {"Context": "w " * 41}, by=amina, at=AT)
    db.session.rollback()
    with pytest.raises(Refused, match="closed"):
        submissions.save_parts(made, {"Context": "Late."}, by=amina, at=LATE)
    assert made.abstract.sections[0].text == "We did more."


def test_some_days_more_are_given_on_request(db, edition):
    made, amina = build.whole(edition), cast.amina()
    with pytest.raises(Refused, match="closed"):
        submissions.send(made, by=amina, at=LATE)
    submissions.give_more_time(made, by=cast.dara(edition), at=LATE)
    submissions.send(made, by=amina, at=LATE + GRACE - timedelta(seconds=1))
    assert made.abstract.state is AbstractState.submitted
    with pytest.raises(Refused, match="closed"):
        submissions.start(edition, "Too late", by=amina, at=LATE)


def test_work_is_taken_back_before_anything_is_decided(db, edition):
    made, amina = build.sent(edition), cast.amina()
    made.abstract.state = AbstractState.under_review
    submissions.take_back(made, by=amina, at=LATE)
    assert made.abstract.state is AbstractState.withdrawn
    with pytest.raises(Refused, match="decided"):
        submissions.take_back(made, by=amina, at=LATE)
    assert db.session.scalars(sa.select(Message.kind)).all() == ["work_received", "work_taken_back"]


def test_nobody_finds_somebody_elses_work(db, edition):
    made = build.started(edition)
    assert find.one(cast.amina(), edition, made.abstract.reference) is made
    assert find.one(cast.ben(), edition, made.abstract.reference) is None
    assert find.of_person(cast.ben(), edition) == []


ROUND = [
    ("abstract_sent_whole", "UPDATE abstract SET state = 'submitted'"),
    ("submission_kept", "DELETE FROM submission"),
    ("submission_of_its_author", "INSERT INTO submission (abstract_id, pass_for, patient_data)"
     " SELECT id, 'nobody', 'yes' FROM abstract WHERE submitter_id IS NULL"),
]  # fmt: skip


@pytest.mark.parametrize(("guard", "statement"), ROUND, ids=[row[0] for row in ROUND])
def test_the_guard_refuses_and_without_it_the_database_takes_it(db, edition, guard, statement):
    build.started(edition)
    other = {"created_at": AT, "created_by": 1, "updated_at": AT, "updated_by": 1, "state": AbstractState.submitted}
    db.session.add(Abstract(edition=edition, number=99, reference="A-0099", title="Imported", **other))
    db.session.flush()
    with pytest.raises(sa.exc.IntegrityError, match=guard), db.session.begin_nested():
        db.session.execute(sa.text(statement))
    db.session.execute(drop(guard))  # the control: dropped in this transaction only, which is rolled back
    assert db.session.execute(sa.text(statement)).rowcount > 0
    db.session.rollback()
