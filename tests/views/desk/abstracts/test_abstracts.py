"""The desk's doors on abstracts, files, reviewers and plans: works, the wrong person, bad forms, no token."""

import io
import json
from typing import Any

import pytest

from conference.db import writing
from conference.engines.tables import read
from conference.models.abstracts.abstracts import Abstract
from conference.models.outbox import Message
from conference.models.reviewers.assignment import AssignmentProposal
from conference.models.reviewers.reviewers import Reviewer, ReviewSettings
from conference.queries.reviewers import assignment as plans
from conference.rules.abstracts.abstracts import AbstractState
from conference.rules.people.duties import Kind
from tests.builders.abstracts import a_proposal, a_reviewer, an_abstract, an_assignment
from tests.cast import a_person, a_stream, an_edition, ben, dara, farid, lena

BASE = "/desk/FORUM27"
PAGES = [
    "/abstracts/",
    "/abstracts/A-0001",
    "/files/",
    "/reviewers/",
    "/reviewers/1",
    "/reviewers/invite",
    "/reviewers/settings",
    "/plans/",
    "/plans/1",
    "/plans/1/beside/1",
    "/plans/1/abstract/A-0001",
]


@pytest.fixture
def house(db: Any) -> dict[str, Any]:
    with writing():
        edition = an_edition()
        people = {"dara": dara(edition), "lena": lena(edition), "farid": farid(), "ben": ben()}
        stream = a_stream(edition)
        lived = a_reviewer(edition, people["ben"])
        for n in range(2):
            a_reviewer(edition, a_person(f"P{n}"), Kind.professional)
        first = an_abstract(edition, "Hand washing <b>well</b>", stream)
        an_abstract(edition, "Sleep", source_id="S-2")
        an_assignment(a_proposal(edition), first, lived)
        return {"edition": edition, "stream": stream.id, **people}


@pytest.mark.parametrize("path", PAGES)
def test_an_organiser_sees_every_page_and_others_nothing(house: Any, client_of: Any, path: str) -> None:
    assert client_of(house["dara"]).get(BASE + path).status_code == 200
    for nobody in ("farid", "ben", "lena"):
        assert client_of(house[nobody]).get(BASE + path).status_code == 404
    assert client_of(None).get(BASE + path).headers["Location"] == "/account/sign-in"


@pytest.mark.parametrize(
    "path", ["/abstracts/A-9999", "/reviewers/999", "/plans/999", "/plans/1/beside/999", "/plans/beside"]
)
def test_what_is_not_there_is_404(house: Any, client_of: Any, path: str) -> None:
    assert client_of(house["dara"]).get(BASE + path).status_code == 404


def test_the_list_is_searched_and_filtered_and_titles_are_escaped(house: Any, client_of: Any) -> None:
    client = client_of(house["dara"])
    page = client.get(f"{BASE}/abstracts/").text
    assert "Hand washing &lt;b&gt;well&lt;/b&gt;" in page
    for query, there, gone in (
        ("search=SLEEP", "Sleep", "Hand washing"),
        ("stream=none", "Sleep", "Hand washing"),
        (f"stream={house['stream']}", "Hand washing", "Sleep</a>"),
        ("state=submitted", "Sleep", "nothing at all"),
        ("search=%25", "No abstracts found", "Sleep</a>"),
        ("page=99&stream=x&state=y", "Sleep", "nothing at all"),
    ):
        found = client.get(f"{BASE}/abstracts/?{query}").text
        assert there in found, query
        assert gone not in found, query


def test_an_abstract_is_put_into_a_stream(db: Any, house: Any, client_of: Any) -> None:
    client = client_of(house["dara"])
    path = f"{BASE}/abstracts/A-0002/stream"
    assert client.post(path, data={"stream": house["stream"]}).status_code == 303
    assert db.session.query(Abstract).filter_by(reference="A-0002").one().stream_id == house["stream"]
    assert client.post(path, data={"stream": 999}).status_code == 422
    assert client.post(path, data={"stream": 0}, csrf=False).status_code == 400
    assert db.session.query(Abstract).filter_by(reference="A-0002").one().stream_id == house["stream"]


def upload(client: Any, what: str, data: bytes, **more: Any) -> Any:
    return client.post(
        f"{BASE}/files/",
        data={"what": what, "file": (io.BytesIO(data), "file.csv"), **more},
        content_type="multipart/form-data",
    )


def test_a_file_is_tried_then_taken_in(db: Any, house: Any, client_of: Any) -> None:
    client = client_of(house["dara"])
    data = b"number,title\n7,Knees\n8,\n"
    tried = upload(client, "abstracts", data, mapping="id = number", try_first="y")
    assert (tried.status_code, "nothing was changed" in tried.text) == (200, True)
    assert "Line 3: This abstract has no title" in tried.text
    assert db.session.query(Abstract).count() == 2
    done = upload(client, "abstracts", data, mapping="id = number")
    assert done.status_code == 303
    told = client.get(done.headers["Location"]).text
    assert "1 new, 0 updated" in told
    assert "Line 3 was not imported. This abstract has no title" in told
    assert db.session.query(Abstract).count() == 3


def test_reviewers_and_preferences_come_the_same_way(db: Any, house: Any, client_of: Any) -> None:
    client = client_of(house["dara"])
    reviewers = b"name,email,kind\nAnn,ann@example.org,LE\n"
    assert upload(client, "reviewers", reviewers).status_code == 303
    assert upload(client, "preferences", b"reviewer,paper,bid\nann@example.org,S-2,yes\n").status_code == 303
    assert db.session.query(Reviewer).count() == 4


@pytest.mark.parametrize(
    ("data", "more", "words"),
    [
        (b"", {}, "The file is empty"),
        (b"a,b\n1,2\n", {}, "no column “source_id”"),
        (b"id,title\n1,a\n", {"mapping": "nonsense"}, "our field = their column"),
        (b"id,title\n1,a\n", {"mapping": "colour = title"}, "no field “colour”"),
    ],
)
def test_a_file_that_cannot_be_used_changes_nothing(
    db: Any, house: Any, client_of: Any, data: bytes, more: dict[str, str], words: str
) -> None:
    page = upload(client_of(house["dara"]), "abstracts", data, **more)
    assert (page.status_code, words in page.text) == (422, True)
    assert db.session.query(Abstract).count() == 2


def test_a_file_without_a_choice_or_a_token_is_refused(db: Any, house: Any, client_of: Any) -> None:
    client = client_of(house["dara"])
    assert client.post(f"{BASE}/files/", data={}).status_code == 422
    sent = {"what": "abstracts", "file": (io.BytesIO(b"id,title\n9,a\n"), "f.csv")}
    assert client.post(f"{BASE}/files/", data=sent, csrf=False).status_code == 400
    assert db.session.query(Abstract).count() == 2


def test_a_reviewer_is_asked_once(db: Any, house: Any, client_of: Any) -> None:
    client = client_of(house["dara"])
    typed = {"name": "Noor", "email": "noor@example.org", "kind": "lived_experience", "load": 6}
    assert client.post(f"{BASE}/reviewers/invite", data={**typed, "streams": [house["stream"]]}).status_code == 303
    assert db.session.query(Message).one().kind == "reviewer_invited"
    again = client.post(f"{BASE}/reviewers/invite", data=typed)
    assert (again.status_code, "already been invited" in again.text) == (422, True)
    own = client.post(f"{BASE}/reviewers/invite", data={**typed, "email": "dara@example.org"})
    assert (own.status_code, "is an organiser or treasurer" in own.text) == (422, True)
    bad = client.post(f"{BASE}/reviewers/invite", data={"name": "", "email": "x", "load": 0})
    assert bad.status_code == 422
    for words in ("Enter a name.", "like name@example.org", "Choose how they will review.", "from 1 to 500"):
        assert words in bad.text
    assert db.session.query(Message).count() == 1


def test_the_fee_is_set_in_pounds_and_kept_in_pence(db: Any, house: Any, client_of: Any) -> None:
    client = client_of(house["dara"])
    typed = {"fee": "12.50", "minutes_each": 15, "default_load": 10}
    day = {"closes_on-day": "1", "closes_on-month": "3", "closes_on-year": "2027"}
    assert client.post(f"{BASE}/reviewers/settings", data={**typed, **day}).status_code == 303
    kept = db.session.query(ReviewSettings).one()
    assert (kept.fee, kept.minutes_each, kept.closes_at.isoformat()) == (1250, 15, "2027-03-02T00:00:00+00:00")
    page = client.get(f"{BASE}/reviewers/settings").text
    assert 'value="12.50"' in page
    for fee in ("-1", "sNaN", "nan", "Infinity", "1e999999"):
        assert client.post(f"{BASE}/reviewers/settings", data={**typed, "fee": fee}).status_code == 422


def test_a_plan_is_drawn_up_seen_and_published(db: Any, house: Any, client_of: Any) -> None:
    client = client_of(house["dara"])
    typed = {"name": "March", "per_abstract": 3, "lived_experience": 1, "professional": 1}
    made = client.post(f"{BASE}/plans/", data=typed)
    assert made.status_code == 303
    page = client.get(made.headers["Location"]).text
    assert "Every review has a reviewer" in page
    assert client.post(f"{made.headers['Location']}/publish").status_code == 303
    assert db.session.query(Abstract).filter_by(state=AbstractState.under_review).count() == 2
    assert client.post(f"{made.headers['Location']}/publish").status_code == 303
    assert "already been published" in client.get(made.headers["Location"]).text
    assert client.post(f"{made.headers['Location']}/throw-away").status_code == 404
    taken = client.post(f"{BASE}/plans/", data=typed)
    assert (taken.status_code, "There is already a plan with this name" in taken.text) == (422, True)


def test_seats_that_do_not_add_up_are_refused_in_words(db: Any, house: Any, client_of: Any) -> None:
    typed = {"name": "March", "per_abstract": 3, "lived_experience": 2, "professional": 2}
    page = client_of(house["dara"]).post(f"{BASE}/plans/", data=typed)
    assert (page.status_code, "are more than 3 for each abstract" in page.text) == (422, True)
    assert db.session.query(AssignmentProposal).count() == 1


def test_a_draft_is_thrown_away_and_nothing_without_a_token(db: Any, house: Any, client_of: Any) -> None:
    client = client_of(house["dara"])
    assert client.post(f"{BASE}/plans/1/publish", csrf=False).status_code == 400
    assert client.post(f"{BASE}/plans/1/throw-away", csrf=False).status_code == 400
    assert plans.named(house["edition"], "First plan") is not None
    assert client.post(f"{BASE}/plans/1/throw-away").status_code == 303
    assert db.session.query(AssignmentProposal).count() == 0


def test_the_plans_page_says_who_is_missing(house: Any, client_of: Any) -> None:
    page = client_of(house["dara"]).get(f"{BASE}/plans/").text
    assert "There are enough reviewers" in page
    assert "2 abstracts need 6 reviews" in page


def test_pages_send_as_many_statements_for_2_rows_as_for_40(db: Any, house: Any, client_of: Any, counted: Any) -> None:
    client, sent = client_of(house["dara"]), []
    for _round in range(2):
        with counted() as statements:
            for path in PAGES:
                assert client.get(BASE + path).status_code == 200
        sent.append(len(statements))
        with writing():
            plan = plans.named(house["edition"], "First plan")
            for n in range(38):
                reader = a_reviewer(house["edition"], a_person(f"More {n}"), Kind.professional)
                an_assignment(plan, an_abstract(house["edition"], f"More {n}"), reader)
    assert sent[0] == sent[1]


def test_the_names_of_columns_are_kept_for_who_typed_them(db: Any, house: Any, client_of: Any) -> None:
    desk = client_of(house["dara"])
    typed = {"what": "abstracts", "mapping": "source_id = Nr\ntitle = Name\nabstract = Text"}
    first = {**typed, "file": (io.BytesIO(b"Nr,Name,Text\n71,Hands,We washed.\n"), "a.csv")}
    assert desk.post(f"{BASE}/files/", data=first).status_code == 303
    assert "source_id = Nr; title = Name" in desk.get(f"{BASE}/files/").text
    again = {"what": "abstracts", "file": (io.BytesIO(b"Nr,Name,Text\n72,Sleep,Rest.\n"), "b.csv")}
    assert desk.post(f"{BASE}/files/", data=again).status_code == 303
    assert db.session.query(Abstract).filter_by(source_id="72").one().title == "Sleep"


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_all_abstracts_are_taken_away_and_no_cell_can_act(db: Any, house: Any, client_of: Any, kind: str) -> None:
    with writing():
        one = db.session.query(Abstract).filter_by(reference="A-0001").one()
        one.title, one.source_id = "=1+1", "S-1"
    answer = client_of(house["dara"]).get(f"{BASE}/abstracts/export.{kind}")
    assert answer.status_code == 200
    told = json.loads(answer.data)["abstracts"] if kind == "json" else [dict(r.cells) for r in read(answer.data).rows]
    assert {"csv": "'=1+1"}.get(kind, "=1+1") in {row["title"] for row in told}
    assert len(told) == db.session.query(Abstract).count()
    assert client_of(house["lena"]).get(f"{BASE}/abstracts/export.{kind}").status_code == 404
