"""The desk's pages of plans: two beside each other, one taken back, why, seats that came free, and what if."""

import re
from typing import Any

import pytest

from conference.actions.reviews import reviews
from conference.db import writing
from conference.models.abstracts.abstracts import Abstract
from conference.models.editions.editions import Edition
from conference.models.reviewers.assignment import Assignment
from conference.models.reviewers.reviewers import Reviewer
from conference.models.reviews.reviews import Review
from conference.rules.people.duties import Kind
from conference.rules.reviews.reviews import Answers
from tests.builders.abstracts import a_reviewer, an_abstract
from tests.cast import AT, a_person, a_stream, an_edition, dara

BASE = "/desk/FORUM27/plans/"
SEATS = {"per_abstract": 3, "lived_experience": 1, "professional": 1}


@pytest.fixture
def desk(db: Any, client_of: Any) -> Any:
    """Dara at the desk of an edition with four abstracts and people enough."""
    with writing():
        edition = an_edition()
        organiser = dara(edition)
        for n in range(4):
            an_abstract(edition, f"Title {n}")
            a_reviewer(edition, a_person(f"Lived {n}", sign_in_email=f"l{n}@example.org"))
            a_reviewer(edition, a_person(f"Pro {n}", sign_in_email=f"p{n}@example.org"), Kind.professional)
    return client_of(organiser)


def draw_up(desk: Any, name: str, publish: bool = False) -> str:
    """Draw up a plan at the desk; its address."""
    address: str = desk.post(BASE, data={"name": name, **SEATS}).headers["Location"]
    if publish:
        assert desk.post(f"{address}/publish").status_code == 303
    return address


def test_a_draft_shows_by_itself_what_it_would_change(desk: Any) -> None:
    first = draw_up(desk, "First", publish=True)
    page = desk.get(first).text
    assert "What would change" not in page
    assert "The plan in numbers" in page
    draft = desk.get(draw_up(desk, "Second")).text
    assert "Compared with “First”, which is in use: 12 reviews stay, 0 are new, 0 are removed." in draft
    assert "Compare with" not in draft


def test_two_plans_are_chosen_and_set_beside_each_other(desk: Any) -> None:
    first = draw_up(desk, "First", publish=True)
    assert "Compare two plans" not in desk.get(BASE).text
    second = draw_up(desk, "Second")
    assert "Compare two plans" in desk.get(BASE).text
    chosen = desk.get(f"{BASE}beside?left={first[-1]}&right={second[-1]}")
    assert (chosen.status_code, chosen.headers["Location"]) == (303, f"{first}/beside/{second[-1]}")
    page = desk.get(chosen.headers["Location"]).text
    assert "First compared with Second" in page
    assert "No differences. Each person reviews the same in both plans." in page
    assert desk.get(f"{BASE}beside?left=1&right=x").status_code == 404


def test_a_plan_is_taken_back_until_somebody_begins(db: Any, desk: Any) -> None:
    first = draw_up(desk, "First", publish=True)
    second = draw_up(desk, "Second", publish=True)
    assert "“First” will be in use again" in desk.get(second).text
    assert desk.post(f"{second}/take-back", csrf=False).status_code == 400
    assert desk.post(f"{second}/take-back").status_code == 303
    assert "Undone." in desk.get(second).text
    assert "Undo this plan" not in desk.get(second).text
    assert "(undone)" in desk.get(BASE).text
    assert desk.post(f"{second}/take-back").status_code == 303
    assert "This plan is not in use." in desk.get(second).text
    page = desk.get(first).text
    assert "No plan will be in use" in page
    with writing():
        reviews.save(db.session.query(Assignment).filter_by(proposal_id=first[-1]).first(), Answers(overall=3), at=AT)
    assert (
        "Someone has started a review that is new in this plan (1 review), so you cannot undo it."
        in desk.get(first).text
    )
    desk.post(f"{first}/take-back")
    assert "so you cannot undo it. Create another plan." in desk.get(first).text


def test_each_pair_is_explained_with_the_next_best(db: Any, desk: Any) -> None:
    plan = draw_up(desk, "First", publish=True)
    assert f"{plan}/abstract/A-0001" in desk.get(plan).text
    assert f"{plan}/abstract/A-0001" in desk.get("/desk/FORUM27/abstracts/A-0001").text
    page = desk.get(f"{plan}/abstract/A-0001").text
    assert page.count("Next best for this review") == 3
    assert "reviews in any stream" in page
    assert "of the 25 they offered" in page
    assert desk.get(f"{plan}/abstract/A-9999").status_code == 404
    assert desk.get(f"{BASE}999/abstract/A-0001").status_code == 404


def test_an_empty_seat_names_who_is_nearest(db: Any, desk: Any) -> None:
    with writing():
        edition = db.session.query(Edition).one()
        chosen, theirs = a_stream(edition, "Chosen"), a_stream(edition, "Nobody’s", 2)
        for one in db.session.query(Reviewer).filter_by(kind=Kind.lived_experience):
            one.streams = [chosen]
        for work in db.session.query(Abstract):
            work.stream_id = theirs.id
    plan = draw_up(desk, "First")
    assert "The nearest person is Lived 0, who did not choose this stream." in desk.get(plan).text
    page = desk.get(f"{plan}/abstract/A-0002").text
    assert "Reviewer, lived experience." in page
    assert "There is no lived-experience reviewer in the stream “Nobody’s”." in page


def test_a_seat_that_came_free_is_given_at_the_desk(db: Any, desk: Any) -> None:
    plan = draw_up(desk, "First", publish=True)
    assert desk.get(f"{BASE}uncovered").text.count("Every review in the plan has a reviewer.") == 1
    with writing():
        pair = db.session.query(Assignment).filter_by(kind=Kind.lived_experience).order_by(Assignment.id).first()
        reference = pair.abstract.reference
        reviews.skip(pair, by=pair.reviewer.person, at=AT)
    home = desk.get("/desk/FORUM27/").text
    assert re.search(f"{reference}: needs a new [a-z -]+. Next best: ", home)
    page = desk.get(f"{BASE}uncovered").text
    assert f"{plan}/abstract/{reference}/give" in page
    sent = dict(re.findall(r'name="(reviewer|seat)" value="(\w+)"', home))
    path = f"{plan}/abstract/{reference}/give"
    assert desk.post(path, data=sent, csrf=False).status_code == 400
    assert desk.post(path, data={**sent, "seat": "throne"}).status_code == 400
    assert desk.post(path, data={**sent, "reviewer": 999}).status_code == 404
    assert desk.post(path, data=sent).headers["Location"] == f"{plan}/abstract/{reference}"
    assert "has this review. We have told them." in desk.get(f"{plan}/abstract/{reference}").text
    assert "came free" not in desk.get("/desk/FORUM27/").text
    desk.post(path, data=sent)
    assert "Nothing was changed: someone else has this review now" in desk.get(f"{plan}/abstract/{reference}").text


def test_without_a_plan_in_force_no_seat_came_free(desk: Any) -> None:
    assert desk.get(f"{BASE}uncovered").status_code == 404


def test_the_desk_sends_as_many_statements_for_3_free_seats_as_for_30(db: Any, desk: Any, counted: Any) -> None:
    with writing():
        edition = db.session.query(Edition).one()
        for n in range(28):
            an_abstract(edition, f"More {n}")
    draw_up(desk, "First", publish=True)
    sent = []
    for most in (4, 40):
        with writing():
            pairs = db.session.query(Assignment).filter_by(kind=Kind.lived_experience, seat="lived_experience")
            done = {one.assignment_id for one in db.session.query(Review)}
            for pair in [one for one in pairs.order_by(Assignment.id) if one.id not in done][: most - len(done)]:
                reviews.skip(pair, by=pair.reviewer.person, at=AT)
        for path in ("/desk/FORUM27/", f"{BASE}uncovered"):
            with counted() as statements:
                assert desk.get(path).status_code == 200
            sent.append(len(statements))
    assert sent[:2] == sent[2:]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("more_lived=0&more_professional=0&each=3", "there would be enough reviewers"),
        (
            "more_lived=5&more_professional=0&each=2",
            "With 5 more with lived experience, 0 more professionals, and 2 reviews",
        ),
        ("more_lived=5&more_professional=0&each=2", "4 abstracts need 8 reviews. Reviewers offered 325."),
        (
            "more_lived=0&more_professional=1&each=1",
            "With 0 more with lived experience, 1 more professionals, and 1 review of",
        ),
        ("more_lived=0&more_professional=0&each=20", "Today it is 12 reviews needed and 200 offered"),
    ],
)
def test_what_if_there_were_more_people_or_other_reviews(db: Any, desk: Any, query: str, words: str) -> None:
    page = desk.get(f"{BASE}?{query}")
    assert (page.status_code, words in page.text) == (200, True)
    assert "Back to today" in page.text
    assert db.session.query(Reviewer).count() == 8


@pytest.mark.parametrize("query", ["each=", "more_lived=x&each=3", "more_lived=-1&more_professional=0&each=3"])
def test_a_what_if_that_is_no_number_is_told_so(desk: Any, query: str) -> None:
    page = desk.get(f"{BASE}?{query}")
    assert (page.status_code, "There is a problem" in page.text) == (422, True)
    assert "There are enough reviewers" in page.text
