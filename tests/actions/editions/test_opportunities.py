"""What people are offered is shown only when all of it is said; the database keeps that."""

import pytest
import sqlalchemy as sa

from conference.actions.editions import opportunities
from conference.models.audit import AuditEntry
from conference.models.editions.opportunities import OpportunityText
from conference.queries.editions import opportunities as find
from conference.rules.editions.opportunities import PARTS, Opportunity
from conference.rules.languages import Lang
from conference.rules.refusals import Refused
from tests import cast
from tests.cast import AT

WORDS = {part: f"About {part}." for part in PARTS}


@pytest.fixture
def edition(db):
    return cast.an_edition()


def write(edition, publish=True, lang=Lang.en, **words):
    given = {**WORDS, **words}
    by = cast.dara(edition)
    return opportunities.write(edition, Opportunity.review, lang, given, publish=publish, by=by, at=AT)


def test_written_shown_and_taken_back(db, edition):
    write(edition, publish=False, paid="")
    assert find.published(edition, Lang.en) == []
    write(edition, paid=" A fee. ")
    (told,) = find.published(edition, Lang.nl)
    assert (told.lang, told.parts[2]) == (Lang.en, "A fee.")
    write(edition, lang=Lang.nl)
    assert [told.lang for told in find.published(edition, Lang.nl)] == [Lang.nl]
    write(edition, publish=False), write(edition, publish=False, lang=Lang.nl)
    assert find.published(edition, Lang.en) == []
    assert set(db.session.scalars(sa.select(AuditEntry.event).where(AuditEntry.about == "edition"))) == {
        "opportunity.written"
    }


def test_with_a_part_unfilled_nothing_is_shown(db, edition):
    with pytest.raises(Refused, match="unfilled") as no:
        write(edition, decided=" ")
    assert no.value.facts["parts"] == "decided"
    assert find.of(edition) == {}


def test_the_database_refuses_half_a_text_and_only_that(db, edition):
    write(edition)
    db.session.commit()
    with pytest.raises(sa.exc.IntegrityError, match="published_whole"):
        db.session.execute(sa.update(OpportunityText).values(paid=""))
    db.session.rollback()
    assert db.session.execute(sa.update(OpportunityText).values(paid="", published_at=None)).rowcount == 1  # control
