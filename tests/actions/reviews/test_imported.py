"""Reviews written elsewhere: as they were given, on our scale, once; nothing written here is written over."""

import csv
import json
from collections import defaultdict

import pytest
import sqlalchemy as sa

from conference.actions.reviewers import reviewers
from conference.actions.reviews import imported, reviews
from conference.actions.selection import ranking
from conference.db import now, writing
from conference.engines.tables import read
from conference.models.audit import AuditEntry
from conference.models.people.people import Person
from conference.models.reviewers.assignment import Assignment
from conference.models.reviewers.reviewers import Reviewer
from conference.models.reviews.reviews import Review, ReviewTally
from conference.queries import invariants
from conference.queries.people import people as find
from conference.queries.selection import ranking as queries
from conference.rules.people.duties import Kind
from conference.rules.reviews.imported import Scale
from tests import cast
from tests.builders import reviews as build

HEAD = "abstract,reviewer,kind,score,co_production,comment\n"


@pytest.fixture
def edition(db):
    edition = cast.an_edition()
    find.any_system() or cast.a_person("Alongside", is_system=True)
    for number in range(3):
        build.an_abstract(edition, f"Work {number}")
    db.session.commit()
    return edition


def taken(edition, rows, scale="1:5", **options):
    with writing():
        given = {"create": True, **options}
        table = read((HEAD + rows).encode())
        return imported.take_in(edition, table, by=find.system(), at=now(), scale=Scale.of(scale), **given)


def test_reviews_come_in_with_their_reviewers_and_pairs_and_a_second_time_change_nothing(db, edition):
    rows = "S1,7,professional,2.3,,\nS1,le@example.org,lived_experience,1,4,Ours.\nA-0002,7,professional,5,0,\n"
    first, second = taken(edition, rows), taken(edition, rows)
    assert (first.created, first.refused, second.created, second.unchanged) == (3, [], 0, 3)
    tally = db.session.get(ReviewTally, 1)
    assert (tally.le_total, tally.professional_total, tally.le_co_total) == (5_000_000, 3_700_000, 4)
    assert queries.given(edition)[1] == pytest.approx((2.3 + 1) / 2)
    kinds = dict(db.session.execute(sa.select(Reviewer.external_id, Reviewer.kind)).all())
    assert kinds == {"7": Kind.professional, None: Kind.lived_experience}
    assert set(db.session.scalars(sa.select(Person.sign_in_email).where(Person.name == "7"))) == {None}
    assert invariants.failed() == []
    entries = db.session.scalars(sa.select(AuditEntry.event).where(AuditEntry.event == "reviews.imported")).all()
    assert len(entries) == 2


@pytest.mark.parametrize(
    ("rows", "options", "words"),
    [
        ("S9,7,professional,2,,\n", {}, "is not an abstract"),
        ("S1,7,professional,2,,\n", {"create": False}, "--create adds those"),
        ("S1,7,,2,,\n", {}, "Give a column kind, or --kind"),
        ("S1,7,professional,9,,\n", {}, "is not between"),
        ("S1,dara@example.org,professional,2,,\n", {}, "organiser or treasurer"),
    ],
)
def test_a_wrong_row_is_named_and_the_good_ones_stay(db, edition, rows, options, words):
    cast.dara(edition)
    db.session.commit()
    counts = taken(edition, rows + "S2,8,professional,2,,\n", **options)
    assert (counts.refused[0].line, words in counts.refused[0].reason) == (2, True)
    assert counts.created == (0 if options else 1)


def test_the_same_pair_twice_and_another_kind_are_refused(db, edition):
    counts = taken(edition, "S1,7,professional,2,,\nS1,7,professional,3,,\nS2,7,lived_experience,3,,\n")
    assert [one.line for one in counts.refused] == [3, 4]
    assert "on line 2 already" in counts.refused[0].reason


def test_what_was_written_here_is_never_written_over(db, edition):
    sent = build.sent(build.a_pair(build.an_abstract(edition), build.a_reviewer(cast.ben(), edition)), 4, 3)
    begun = build.a_pair(build.an_abstract(edition), build.a_reviewer(cast.ben(), edition))
    reviews.save(begun, build.answers(begun), at=cast.AT)
    db.session.commit()
    counts = taken(edition, "S4,ben@example.org,,1,,\nS5,ben@example.org,,1,,\n")
    assert ["says something else" in counts.refused[0].reason, "has begun" in counts.refused[1].reason] == [True, True]
    db.session.refresh(sent)
    assert (sent.overall, sent.given) == (4, None)


def test_a_conflict_is_refused(db, edition):
    taken(edition, "S1,7,professional,2,,\n")
    with writing():
        reviewer = db.session.scalars(sa.select(Reviewer)).one()
        other = build.an_abstract(edition, "Own work")
        reviewers.declare_conflict(reviewer, other, by=reviewer.person, at=now())
    counts = taken(edition, "S4,7,professional,2,,\n")
    assert "conflict" in counts.refused[0].reason


def test_lived_experience_that_was_not_asked_of_co_production_is_not_yet_ranked_and_never_capped(db, edition):
    taken(edition, "S1,7,professional,1,,\nS1,8,lived_experience,1,,\n")
    [one] = [row for abstract, _tally, row in queries.live(edition) if abstract.id == 1]
    assert (one.reason.value, one.capped, float(one.tally.raw)) == ("no_co_production_answer", False, 5.0)


def test_the_ranking_keeps_raw_and_adjusted_side_by_side(db, edition):
    taken(edition, "S1,7,professional,1,4,\nS1,8,lived_experience,2,4,\n")
    with writing():
        ranking.rank(edition, by=find.system(), at=now())
    [stored] = [result for _abstract, result in queries.all_ranked(edition) if result.abstract_id == 1]
    assert (stored.raw, stored.adjusted) == (4.5, 4.5)


def test_the_real_grant_reviews_turned_round(app, db, real_data, tmp_path):
    """Score 1.0 is their best: the 72 means as given agree with the file's to six decimals."""
    edition = cast.an_edition()
    with open(real_data / "reviews" / "aibs_reviews.csv") as file:
        rows = list(csv.DictReader(file))
    path, run = tmp_path / "proposals.csv", app.test_cli_runner().invoke
    path.write_text("id,title,authors,abstract\n" + "".join(f"{n},P {n},,T\n" for n in sorted({r["ID"] for r in rows})))
    db.session.commit()
    assert run(args=["abstracts", "import", str(path), "--edition", edition.code]).exit_code == 0
    done = run(
        args=["reviews", "import", str(real_data / "reviews" / "aibs_reviews.csv"), "--edition", edition.code,
              "--map", "abstract=ID", "--map", "reviewer=RevID", "--map", "score=Score", "--scale", "1:5",
              "--kind", "professional", "--create", "--json"]
    )  # fmt: skip
    assert json.loads(done.stdout) == {"created": 216, "updated": 0, "unchanged": 0, "refused": []}
    ranked = json.loads(run(args=["reviews", "ranking", "--edition", edition.code, "--json"]).stdout)["ranking"]
    means = defaultdict(list)
    for row in rows:
        means[row["ID"]].append(float(row["Score"]))
    expected = {work: round(sum(scores) / 3, 6) for work, scores in means.items()}
    assert {one["source_id"]: one["raw_given"] for one in ranked} == expected
    assert {one["source_id"]: one["raw"] for one in ranked} == {w: round(6 - m, 6) for w, m in expected.items()}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Reviewer)) == 26
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Assignment)) == 216
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Review)) == 216
