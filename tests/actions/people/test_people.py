"""Accounts closed and opened again: never a key holder's, one entry an act, sessions end and stay ended."""

import pytest
import sqlalchemy as sa

from conference.actions.people import people, sign_in
from conference.models.audit import AuditEntry
from conference.queries.people.sign_in import signed_in
from conference.rules.people.duties import Duty, Rank, Side, StaysOpen
from conference.rules.refusals import Refused
from tests import cast
from tests.cast import AT


def test_an_account_is_closed_and_opened_again(db):
    edition = cast.an_edition()
    dara, tomas = cast.dara(edition), cast.tomas(edition)
    token = sign_in.open_session(tomas, at=AT)
    assert signed_in(token, at=AT) is tomas
    people.disable(tomas, edition=edition, by=dara, at=AT)
    db.session.flush()
    assert (tomas.is_active, signed_in(token, at=AT)) == (False, None)
    people.enable(tomas, edition=edition, by=dara, at=AT)
    db.session.flush()
    assert (tomas.is_active, signed_in(token, at=AT)) == (True, None)  # the old session stays ended
    entries = db.session.execute(sa.select(AuditEntry.event, AuditEntry.by_id, AuditEntry.edition_id)).all()
    assert entries == [("person.disabled", dara.id, edition.id), ("person.enabled", dara.id, edition.id)]


@pytest.mark.parametrize("rank", Rank)
def test_a_key_holder_of_any_edition_stays(db, rank):
    edition, other = cast.an_edition(), cast.an_edition("OTHER27")
    dara, grace = cast.dara(edition), cast.someone("grace", "Grace Hall")
    cast.a_role(grace, edition, Duty.assessor)
    cast.a_holder(grace, other, Side.lived_experience, rank)
    with pytest.raises(Refused) as no:
        people.disable(grace, edition=edition, by=dara, at=AT)
    assert (no.value.reason, grace.disabled_at) == (StaysOpen.holds_a_key, None)
    assert db.session.scalars(sa.select(AuditEntry.event)).all() == []
