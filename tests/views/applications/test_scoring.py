"""The panel's door: no names, no money, nobody else's scores."""

import pytest
import sqlalchemy as sa

from conference.actions.applications import scoring
from conference.models.applications.scoring import ApplicationScore
from conference.queries.applications import scoring as sheets
from conference.rules.applications.scoring import Conflict, ScoreState
from conference.rules.people.duties import Duty, Kind
from tests import cast
from tests.builders import applications as build

BASE = "/panel/FORUM27"
GOOD = {"contribution": "3", "benefit": "0", "need": "2", "comment": "I can see it."}


@pytest.fixture
def house(db):
    edition = cast.an_edition()
    build.settings(edition)
    ben, chidi = build.panel(edition)
    application = build.sent(edition)
    reference = application.reference
    cast.farid(), cast.amina(), cast.lena(edition)
    scoring.share_out(edition, by=cast.dara(edition), at=cast.AT)
    db.session.commit()
    return {"edition": edition, "ben": ben, "chidi": chidi, "reference": reference}


def sheet_of(db, person):
    return db.session.scalars(sa.select(ApplicationScore).where(ApplicationScore.assessor_id == person.id)).one()


def test_an_assessor_reads_the_story_and_nothing_that_tells_who_or_what_it_costs(house, client_of):
    client = client_of(house["ben"])
    text = client.get(f"{BASE}/").text + client.get(f"{BASE}/{house['reference']}").text
    assert "ten years" in text and "I cannot work at present." in text
    for secret in ("Amina", "Yusuf", "01632", "Leeds", "England", "no nuts", "Dialysis at home", "step_free", "£"):
        assert secret not in text


def test_what_was_not_given_to_be_weighed_is_not_shown(db, house, client_of):
    db.session.execute(sa.text("UPDATE application SET weigh_consent_at = NULL, selection_statement = ''"))
    db.session.commit()
    assert "asks you to take this into account" not in client_of(house["ben"]).get(f"{BASE}/{house['reference']}").text


def test_scores_are_sent_once(db, house, client_of):
    client = client_of(house["ben"])
    assert client.post(f"{BASE}/{house['reference']}", data=GOOD).status_code == 303
    sheet = sheet_of(db, house["ben"])
    assert (sheet.contribution, sheet.benefit, sheet.need, sheet.state) == (3, 0, 2, ScoreState.submitted)
    again = client.post(f"{BASE}/{house['reference']}", data={**GOOD, "need": "0"})
    assert (again.status_code, "not changed" in again.text) == (422, True)
    assert sheet_of(db, house["ben"]).need == 2


@pytest.mark.parametrize("missing", ["contribution", "benefit", "need", "comment"])
def test_a_sheet_with_a_gap_is_422_and_keeps_what_was_typed(house, client_of, missing):
    data = {name: value for name, value in GOOD.items() if name != missing}
    answer = client_of(house["ben"]).post(f"{BASE}/{house['reference']}", data=data)
    assert answer.status_code == 422 and f'href="#{missing}"' in answer.text


def test_nobody_sees_another_score_before_their_own_is_in(house, client_of):
    client_of(house["chidi"]).post(f"{BASE}/{house['reference']}", data=GOOD)
    before = client_of(house["ben"])
    assert "I can see it." not in before.get(f"{BASE}/{house['reference']}").text
    assert house["reference"] not in before.get(f"{BASE}/ranking").text
    before.post(f"{BASE}/{house['reference']}", data=GOOD)
    assert house["reference"] in before.get(f"{BASE}/ranking").text


def test_the_ranking_needs_a_seat_and_a_score_of_ones_own(db, house, client_of):
    for person in (house["ben"], house["chidi"]):
        client_of(person).post(f"{BASE}/{house['reference']}", data=GOOD)
    edition, dara = house["edition"], cast.dara(house["edition"])
    nobody_yet, no_seat = cast.eve(), cast.farid()
    scoring.seat(nobody_yet, edition, Kind.professional, by=dara, at=cast.AT)
    cast.a_role(no_seat, edition, Duty.assessor)
    db.session.commit()
    for person in (nobody_yet, no_seat):
        answer = client_of(person).get(f"{BASE}/ranking")
        assert (answer.status_code, house["reference"] in answer.text) == (200, False)


@pytest.mark.parametrize(
    "path", ["/", "/ranking", "/meeting", "/{reference}", "/{reference}/aside", "/{reference}/correct"]
)
def test_the_wrong_person_is_told_nothing(house, client_of, path):
    address = BASE + path.format(**house)
    for person in (cast.farid(), cast.amina(), cast.lena(house["edition"])):
        assert client_of(person).get(address).status_code == 404
    assert client_of(None).get(address).headers["Location"] == "/account/sign-in"


def test_an_assessor_finds_only_what_was_given_to_them(db, house, client_of):
    other = build.sent(house["edition"], "Sam Lee").reference
    db.session.commit()
    assert client_of(house["ben"]).get(f"{BASE}/{other}").status_code == 404


def test_who_stands_aside_says_why_in_one_word_and_never_sees_it_again(db, house, client_of):
    client, path = client_of(house["ben"]), f"{BASE}/{house['reference']}"
    empty = client.post(f"{path}/aside", data={})
    assert (empty.status_code, "You do not have to explain" in empty.text) == (422, True)
    assert "too close to my own life" in client.get(f"{path}/aside").text
    assert client.post(f"{path}/aside", data={"conflict": "knows"}).status_code == 303
    sheet = sheet_of(db, house["ben"])
    assert (sheet.state, sheet.conflict) == (ScoreState.recused, Conflict.knows)
    assert client.get(path).status_code == 404
    assert house["reference"] not in client.get(f"{BASE}/").text


def test_who_stood_aside_finds_it_neither_in_the_order_nor_in_the_meeting(db, house, client_of):
    """Eve takes the seat; Ben scores another, so that the order opens to him."""
    edition = house["edition"]
    other = build.sent(edition, "Sam Lee")
    scoring.share_out(edition, by=cast.dara(edition), at=cast.AT)
    aside = sheets.score_of(house["ben"], edition, house["reference"])
    scoring.stand_aside(aside, Conflict.organisation, by=house["ben"], at=cast.AT)
    scoring.seat(cast.eve(), edition, Kind.lived_experience, by=cast.dara(edition), at=cast.AT)
    build.scored(aside.application)
    build.scored(other)
    shown, chidi = other.reference, house["chidi"]
    db.session.commit()
    for path in ("/ranking", "/meeting"):
        mine, theirs = client_of(house["ben"]).get(BASE + path).text, client_of(chidi).get(BASE + path).text
        assert (shown in mine, house["reference"] in mine) == (True, False)
        assert (shown in theirs, house["reference"] in theirs) == (True, True)


def test_a_correction_counts_and_the_first_scores_stay_beside_it(db, house, client_of):
    build.scored(sheet_of(db, house["ben"]).application)
    db.session.commit()
    ben, path = client_of(house["ben"]), f"{BASE}/{house['reference']}/correct"
    assert ben.get(path).status_code == 200
    assert ben.post(path, data={**GOOD, "contribution": ""}).status_code == 422
    assert ben.post(path, data={**GOOD, "comment": "I read it again."}).status_code == 303
    text = ben.get(f"{BASE}/meeting").text
    assert "I read it again." in text and "corrected since" in text
    assert "Chidi" not in text and "Ben" not in text.split("<main", 1)[1]


def test_nobody_sees_the_meeting_before_their_own_scores_are_sent(house, client_of):
    assert "once you have sent all your scores" in client_of(house["ben"]).get(f"{BASE}/meeting").text


def test_questions_in_the_editions_own_words(db, house, client_of):
    words = {
        name: [f"Own {name}?", "none", "little", "clear", "strong"] for name in ("contribution", "benefit", "need")
    }
    dara = cast.dara(house["edition"])
    scoring.word_criteria(house["edition"], {"en": words, "nl": words}, by=dara, at=cast.AT)
    db.session.commit()
    client, path = client_of(house["ben"]), f"{BASE}/{house['reference']}"
    assert "Own benefit?" in client.get(path).text and "3: strong" in client.get(path).text
    assert client.post(path, data=GOOD).status_code == 303
    assert sheet_of(db, house["ben"]).criteria_id is not None


def test_a_post_without_a_token_changes_nothing(db, house, client_of):
    client = client_of(house["ben"])
    assert client.post(f"{BASE}/{house['reference']}", data=GOOD, csrf=False).status_code == 400
    aside = client.post(f"{BASE}/{house['reference']}/aside", data={"conflict": "knows"}, csrf=False)
    assert aside.status_code == 400
    assert sheet_of(db, house["ben"]).state is ScoreState.assigned
