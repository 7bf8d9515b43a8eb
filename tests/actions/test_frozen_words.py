"""The words of a decision can be forgotten, and the frozen set stays as it was sealed."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from conference.actions import retention
from conference.actions.funding import draft, reservations
from conference.models.funding.offers import FrozenReason
from conference.models.funding.pots import DraftOutcome
from conference.models.keys import FrozenSet
from conference.models.outbox import Message
from conference.queries import invariants
from conference.queries.funding import offers as find
from conference.rules import digests
from conference.rules.funding.offers import Outcome, Reason
from conference.rules.refusals import Refused
from tests import cast
from tests.builders import applications as build
from tests.cast import AT
from tests.guards import drop

LATE = AT + timedelta(days=400)
WORDS = "Noor, your story of dialysis moved us."


@pytest.fixture
def frozen(db):
    """Noor reads a no in our own words; Sam goes on the waiting list with feedback."""
    edition = cast.an_edition()
    noor, sam = build.round_of(edition, 60_000, 70_000)
    noor.person.name = "Noor Bakker"
    dara = cast.dara(edition)
    draft.decide(noor, Outcome.not_offered, reason=Reason.in_our_words, reason_text=WORDS, by=dara, at=AT)
    draft.decide(sam, Outcome.waiting_list, reason_text="You came close, Sam.", by=dara, at=AT)
    return build.carried_as_drafted(edition)


def test_both_get_the_feedback_that_was_drafted_with_the_decision(db, frozen):
    said = {row.kind: row.body for row in db.session.scalars(sa.select(Message))}
    assert WORDS in said["not_offered"] and "You came close, Sam." in said["waiting_list"]
    assert set(find.frozen_words(frozen).values()) == {WORDS, "You came close, Sam."}


def test_the_set_holds_only_a_salted_digest_of_the_words(db, frozen):
    assert "dialysis" not in frozen.content and "Sam" not in frozen.content
    [row] = frozen.facts["not_offered"]
    kept = db.session.get_one(FrozenReason, (frozen.id, row["application"]))
    assert row["words"] == digests.words_digest(kept.salt, kept.text)
    assert row["words"] != digests.words_digest("", kept.text)  # without the salt nobody can try out words


def test_forgetting_takes_words_and_salt_and_the_set_still_fits_its_digest(db, frozen):
    set_id, content, digest = frozen.id, frozen.content, frozen.digest
    retention.keep_promises(by=cast.dara(frozen.edition), at=LATE)
    db.session.flush()
    db.session.expire_all()
    again = db.session.get_one(FrozenSet, set_id)
    assert (again.content, again.digest) == (content, digest)
    assert digests.digest(again.kind, again.about_id, again.content) == digest
    assert {(row.text, row.salt) for row in db.session.scalars(sa.select(FrozenReason))} == {("", "")}
    assert {(row.reason_text, row.salt) for row in db.session.scalars(sa.select(DraftOutcome))} == {("", "")}
    for table in ("message", "application", "draft_outcome", "frozen_reason", "frozen_set", "audit_entry"):
        rows = str(db.session.execute(sa.text(f"SELECT * FROM {table}")).all())
        assert "dialysis moved" not in rows and "You came close" not in rows
    assert invariants.failed() == []


@pytest.mark.parametrize("statement", ["SET text = 'Another reason.'", "SET text = '', salt = ''"])
def test_nobody_else_changes_or_empties_them(db, frozen, statement):
    db.session.commit()
    with pytest.raises(sa.exc.IntegrityError, match="frozen_reason_stays"):
        db.session.execute(sa.text(f"UPDATE frozen_reason {statement}"))
    db.session.rollback()
    with pytest.raises(sa.exc.IntegrityError, match="frozen_reason_kept"):
        db.session.execute(sa.text("DELETE FROM frozen_reason"))
    db.session.rollback()
    db.session.execute(drop("frozen_reason_stays"))
    db.session.execute(sa.text(f"UPDATE frozen_reason {statement}"))  # control: it is this guard that refuses
    if "''," in statement:
        assert "lost the words" in invariants.failed()[0]
    db.session.rollback()


def test_words_that_do_not_fit_their_digest_are_not_frozen(db, frozen):
    db.session.execute(sa.update(DraftOutcome).values(reason_text="Changed behind the draft."))
    with pytest.raises(Refused, match="changed"):
        reservations._keep_words(frozen)
