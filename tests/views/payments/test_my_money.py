"""A person's own money: asked only when something is to be paid, shown by four digits, chosen before the task."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from conference import sealing
from conference.actions.payments import fees
from conference.db import db
from conference.guards import clock
from conference.models.audit import AuditEntry
from conference.models.people.sign_in import HeldForm
from conference.queries.payments import fees as fee_queries, payees as find
from conference.rules.funding.advances import AdvanceState
from conference.rules.payments.fees import CARD_VERSION, Choice, FeeState
from tests import cast
from tests.builders import money as build

PAGE = "/apply/FORUM27/money/"
GIVEN = {"way": "bank", "name": "Person One", "iban": "GB29 NWBK 6016 1331 9268 19"}


@pytest.fixture
def edition(db):
    return cast.an_edition()


@pytest.fixture
def offer(edition):
    (made,) = build.accepted(edition, 20_000)
    for _each in (cast.tomas(edition), cast.dara(edition), cast.amina(), cast.ben(), cast.farid()):
        db.session.commit()
    return made


def text(answer):
    return answer.get_data(as_text=True)


def test_an_account_is_asked_for_only_when_there_is_something_to_pay(client_of, edition, offer):
    person = offer.application.person
    client = client_of(person)
    assert "We do not need to pay you anything now." in text(client.get(PAGE))
    client.post(PAGE, data=GIVEN)
    assert find.payee_of(person, edition) is None
    build.claimed(offer, 4_210)
    db.session.commit()
    assert "Only the person who pays you can see this." in text(client.get(PAGE))
    answer = client.post(PAGE, data=GIVEN)
    shown = text(client.get(PAGE))
    assert (answer.status_code, find.payee_of(person, edition).last_four) == (303, "6819")
    assert "ends in 6819" in shown and "1331" not in shown
    facts = "".join(db.session.scalars(sa.select(AuditEntry.facts)))
    assert "6819" not in facts
    client.post(f"{PAGE}forget")
    assert find.payee_of(person, edition) is None


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"iban": "GB29NWBK60161331926818"}, "This IBAN has a mistake in it."),
        ({"iban": ""}, "Enter an IBAN, or a sort code with an account number."),
        ({"iban": "", "sort_code": "60-16-1", "account": "31926819"}, "A sort code has six digits"),
        ({"iban": "", "sort_code": "60-16-13", "account": "319268"}, "A UK account number has eight digits."),
        ({"way": "cheque"}, "Enter your postal address."),
        ({"way": "none"}, "Not a valid choice"),
        ({"name": " "}, "Enter the name."),
    ],
)
def test_a_mistyped_account_is_explained_beside_its_field(client_of, edition, offer, changed, words):
    build.claimed(offer, 4_210)
    db.session.commit()
    client = client_of(offer.application.person)
    answer = client.post(PAGE, data=GIVEN | changed)
    assert answer.status_code == 422 and words in text(answer)
    assert find.payee_of(offer.application.person, edition) is None


def test_money_before_the_journey_is_asked_out_of_a_line(client_of, edition, offer):
    client, line = client_of(offer.application.person), build.travel(offer)
    day = {"travels_on-day": 9, "travels_on-month": 5, "travels_on-year": 2027}
    too_much = client.post(f"{PAGE}ahead", data={"line": line.id, "amount": "200.01"} | day)
    assert too_much.status_code == 422 and "more than the offer has left" in text(too_much)
    wrong = client.post(f"{PAGE}ahead", data={"line": line.id, "amount": "nan"} | day)
    assert wrong.status_code == 422
    assert client.post(f"{PAGE}ahead", data={"line": line.id, "amount": "80.50"} | day).status_code == 303
    assert "you asked for £80.50. If we approve it, we will pay it by" in text(client.get(PAGE))
    desk = client_of(cast.tomas(edition))
    assert desk.post("/desk/FORUM27/payments/advances/1/approve").status_code == 303
    assert "we will pay you £80.50 by Friday 23 April 2027" in text(client.get(PAGE))


def test_an_amount_may_be_written_with_a_comma(client_of, edition, offer):
    client = client_of(offer.application.person)
    asked = {
        "line": build.travel(offer).id, "travels_on-day": 9, "travels_on-month": 5, "travels_on-year": 2027,
    }  # fmt: skip
    assert client.post(f"{PAGE}ahead", data=asked | {"amount": "0,050"}).status_code == 422
    assert client.post(f"{PAGE}ahead", data=asked | {"amount": " 80,50 "}).status_code == 303
    assert "you asked for £80.50." in text(client.get(PAGE))


def test_a_person_reads_the_card_and_chooses_before_the_task(client_of, edition, offer):
    person = offer.application.person
    made = fees.offer(person, edition, task="Co-chair", task_at=clock() + timedelta(days=5), amount=7_500,
                      by=cast.dara(edition), at=clock())  # fmt: skip
    fee_id = made.id
    db.session.commit()
    client = client_of(person)
    page = f"{PAGE}fee/{fee_id}"
    shown = text(client.get(page))
    assert "These are facts, not advice." in shown and "What would you like?" not in shown
    month = made.task_at.date().replace(day=1).isoformat()
    early = client.post(page, data={"choice": "full", "month": month})
    assert early.status_code == 303 and fee_queries.one(edition, fee_id).choice is None
    client.post(f"{page}/read")
    part = client.post(page, data={"choice": "part", "month": month})
    assert part.status_code == 422 and "Enter an amount" in text(part)
    whole = client.post(page, data={"choice": "part", "part": "75", "month": month})
    assert whole.status_code == 422 and "Enter less than the full amount." in text(whole)
    assert client.post(page, data={"choice": "part", "part": "25", "month": month}).status_code == 303
    found = fee_queries.one(edition, fee_id)
    assert (found.state, found.choice, found.amount, found.card_version) == (
        FeeState.chosen, Choice.part, 2_500, CARD_VERSION,
    )  # fmt: skip
    assert "You chose £25, to be paid in" in text(client.get(page))
    assert client_of(cast.amina()).get(page).status_code == 404


def test_somebody_who_opened_nothing_is_asked_for_reference_and_code(client_of, edition, offer):
    assert client_of(None).get(PAGE).location == "/apply/FORUM27/back"


def test_the_desk_pays_with_two_people_and_hands_out_the_same_bytes_twice(client_of, edition, offer):
    build.claimed(offer, 4_210)
    build.account(offer.application.person, edition)
    db.session.commit()
    tomas, dara = client_of(cast.tomas(edition)), client_of(cast.dara(edition))
    here = "/desk/FORUM27/payments/"
    assert "1 payment can go into a batch" in text(tomas.get(here))
    batch = tomas.post(f"{here}prepare").location
    seen = text(tomas.get(batch))
    digest = seen.split('name="digest" value="')[1][:64]
    assert "account ending in 6819" in seen and "60161331" not in seen
    tomas.post(f"{batch}/release", data={"digest": digest})
    assert "You created this batch, so someone else must release it." in text(tomas.get(batch))
    dara.post(f"{batch}/release", data={"digest": digest})
    files = [dara.get(f"{batch}/file.csv") for _each in range(2)]
    assert files[0].data == files[1].data and b"GB29NWBK60161331926819" in files[0].data
    assert files[0].headers["Content-Disposition"] == 'attachment; filename="FORUM27-PAY-1.csv"'
    dara.post(f"{batch}/send")
    dara.post(f"{batch}/settle")
    assert dara.get(f"{batch}/file.csv").status_code == 404
    assert "CSV, deleted" in text(dara.get(batch))


def test_the_desk_books_moves_and_settles(client_of, edition, offer):
    dara, money = client_of(cast.dara(edition)), f"/desk/FORUM27/applications/{offer.application_id}/money/"
    line = build.travel(offer).id
    booking = {"line": line, "supplier": "Northern Rail", "reference": "NR1", "cost": "120"}
    assert "This is more than the offer has left for this" in text(
        dara.post(f"{money}book", data=booking | {"cost": "200.01"})
    )
    assert dara.post(f"{money}book", data=booking).status_code == 303
    twice = dara.post(f"{money}book", data=booking)
    assert twice.status_code == 422 and "This booking has already been added." in text(twice)
    assert "Northern Rail, NR1" in text(client_of(offer.application.person).get(PAGE))
    dara.post(f"{money}booking", data={"booking": 1, "state": "cancelled", "refund": "90"})
    dara.post(f"{money}settle")
    page = text(dara.get(money))
    assert "£30" in page and "cancelled" in page
    dara.post(f"{money}booking", data={"booking": 1, "state": "ticketed"})
    assert "The status has changed since you opened this page." in text(dara.get(money))


def test_nothing_of_money_is_open_to_others(client_of, edition, offer):
    build.advance(offer, 5_000, approved=False)
    db.session.commit()
    for somebody in (cast.farid(), cast.ben()):
        client = client_of(somebody)
        for page in ("payments/", "payments/1", "payments/1/file.csv", "payments/settings", "applications/1/money/"):
            assert client.get(f"/desk/FORUM27/{page}").status_code == 404
        assert client.post("/desk/FORUM27/payments/prepare").status_code == 404
        assert client.post("/desk/FORUM27/payments/advances/1/approve").status_code == 404
    assert db.session.scalars(sa.text("SELECT state FROM advance")).all() == [AdvanceState.asked]


def test_an_account_is_not_kept_of_a_page_that_was_closed_meanwhile(client_of, edition, offer):
    build.claimed(offer, 4_210)
    db.session.commit()
    client_of(None).post(PAGE, data=GIVEN | {"sort_code": "60-16-13", "account": "31926819"})
    (held,) = db.session.scalars(sa.select(HeldForm.fields))
    assert "Person One" in held  # the rest is kept
    assert not [word for word in ("NWBK", "1331", "60-16-13", "31926819") if word in held]


def test_what_a_person_wants_booked_waits_at_the_desk_until_it_is(client_of, edition, offer):
    desk = client_of(cast.tomas(edition))
    assert "Bookings to make" in text(desk.get("/desk/FORUM27/payments/"))
    assert "Bookings to make" in text(desk.get("/desk/FORUM27/"))
    assert "we book it and pay for it" in text(client_of(offer.application.person).get("/apply/FORUM27/offer"))
    build.advances.book(build.travel(offer), supplier="Rail", reference="R1", cost=4_000, changeable=True,
                     by=cast.tomas(edition), at=build.AT)  # fmt: skip
    db.session.commit()
    assert "Bookings to make" not in text(desk.get("/desk/FORUM27/payments/"))


def test_who_chose_money_ahead_is_led_to_it_with_the_sum_filled_in(client_of, edition, offer):
    offer.application.routes = {"travel": "advance"}
    db.session.commit()
    client = client_of(offer.application.person)
    shown = text(client.get(PAGE))
    assert "You said you would like to be paid in advance for travel: up to £200." in shown
    line = build.travel(offer).id
    assert 'value="200' in text(client.get(f"{PAGE}ahead?line={line}&amount=200.00"))
    build.advance(offer, 5_000, approved=False)
    db.session.commit()
    assert "You said you would like to be paid in advance" not in text(client.get(PAGE))
    assert "Bookings to make" not in text(client_of(cast.tomas(edition)).get("/desk/FORUM27/payments/"))


def test_a_sign_that_nobody_sees_is_not_kept_in_a_name(client_of, edition, offer):
    build.claimed(offer, 4_210)
    db.session.commit()
    client_of(offer.application.person).post(PAGE, data=GIVEN | {"name": "Person\x0bOne"})
    kept = find.payee_of(offer.application.person, edition)
    assert sealing.words(kept.sealed)["name"] == "PersonOne"
