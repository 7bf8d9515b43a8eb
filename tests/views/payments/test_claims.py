"""A person's claim and the desk's side of it: works, whose is it, what if wrong, a post needs its token."""

import io
from datetime import date, timedelta
from fractions import Fraction

import pytest
import sqlalchemy as sa
from PIL import Image

from conference import files
from conference.actions.funding import offers, rates
from conference.actions.payments import batches, claim_checks, claims as actions, promise_clock
from conference.db import now
from conference.models.files import StoredFile
from conference.models.outbox import Message
from conference.models.payments.claims import Claim, ClaimLine
from conference.queries import invariants
from conference.queries.payments import batches as payment_queries, claims as find
from conference.rules.funding.rates import RateKind, Unit
from conference.rules.payments.claims import ClaimState
from conference.rules.refusals import Refused
from tests import cast
from tests.builders import applications, claims as build

BASE, DESK = "/apply/FORUM27/claim", "/desk/FORUM27/claims"
COST = {
    "incurred_on-day": "8", "incurred_on-month": "1", "incurred_on-year": "2026", "units": "40.00", "currency": "GBP",
    "from_place": "Leeds", "to_place": "London",
}  # fmt: skip


@pytest.fixture
def offer(db):
    edition = cast.an_edition()
    offer = build.award(edition)
    cast.farid(), cast.tomas(edition)
    db.session.commit()
    return offer


@pytest.fixture
def person(offer, client_of):
    return client_of(offer.application.person)


@pytest.fixture
def tomas(offer, client_of):
    return client_of(cast.tomas(offer.application.edition))


def a_photo(shade=90):
    out = io.BytesIO()
    Image.new("RGB", (40, 40), (shade, 0, 0)).save(out, "JPEG")
    return io.BytesIO(out.getvalue()), "IMG_0001.jpg"


def the_claim(db):
    return db.session.scalars(sa.select(Claim)).one()


def begun(db, person, offer, **facts):
    """A draft with one train ticket, made through the pages; the address of its receipt page."""
    person.post(f"{BASE}/start")
    claim, line = the_claim(db), find.money_lines(offer)[0]
    answer = person.post(f"{BASE}/{claim.id}/add", data={"what": f"{line.id}:rail"})
    return person.post(answer.headers["Location"], data={**COST, **facts})


def test_what_the_person_did_without_cannot_be_claimed(db, offer, person):
    (line,) = find.money_lines(offer)
    offers.let_lines_go(offer, [line.id], by=offer.application.person, at=now())
    db.session.commit()
    page = person.get(f"{BASE}/").text
    assert "Your offer covers your place only" in page and "Start a claim" not in page


def test_from_the_first_cost_to_the_money(db, offer, person, tomas):
    page = person.get(f"{BASE}/").text
    assert "Up to £100. Left to claim: £100" in page
    answer = begun(db, person, offer)
    assert answer.status_code == 303
    assert "Receipt" in person.get(answer.headers["Location"]).text
    assert person.post(answer.headers["Location"], data={"photo": a_photo()}).status_code == 303
    claim = the_claim(db)
    draft = person.get(f"{BASE}/{claim.id}").text
    assert "Leeds – London" in draft and "£40" in draft and "If you send it today" in draft
    assert person.post(f"{BASE}/{claim.id}/send", data={"agree": "y"}).status_code == 303
    sent = person.get(f"{BASE}/{claim.id}").text
    assert "We will pay you by" in sent
    desk = tomas.get(f"{DESK}/{claim.id}").text
    assert "Receipt (jpeg" in desk
    (line,) = find.lines_of(the_claim(db))
    said = {f"sum_{line.id}": "30,50", f"why_{line.id}": "The return ticket is not yours."}
    assert tomas.post(f"{DESK}/{claim.id}/decide", data=said).status_code == 303
    claim = the_claim(db)
    assert (claim.state, claim.approved) == (ClaimState.approved, 3_050)
    assert "We pay £30.50 of it." in person.get(f"{BASE}/{claim.id}").text
    kinds = db.session.scalars(sa.select(Message.kind).where(Message.kind.like("claim%")).order_by(Message.id)).all()
    assert (kinds, invariants.failed()) == (["claim_received", "claim_decided"], [])


def test_the_receipt_is_shown_to_its_person_and_the_desk_only(db, offer, person, tomas, client_of):
    location = begun(db, person, offer).headers["Location"]
    person.post(location, data={"photo": a_photo()})
    claim, (line,) = the_claim(db), db.session.scalars(sa.select(ClaimLine)).all()
    mine = f"{BASE}/{claim.id}/receipt/{line.id}/download"
    answer = person.get(mine)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert (answer.headers["X-Content-Type-Options"], answer.data[:3]) == ("nosniff", b"\xff\xd8\xff")
    assert tomas.get(f"{DESK}/{claim.id}/receipt/{line.id}/download").data == answer.data
    assert client_of(cast.farid()).get(mine).status_code == 303  # nothing of theirs is open here
    assert client_of(cast.farid()).get(f"{DESK}/{claim.id}/receipt/{line.id}/download").status_code == 404
    assert client_of(None).get(mine).status_code == 303


def test_another_person_finds_nothing(db, client_of):
    edition = cast.an_edition()
    mine, other = build.awards(edition, people=2)
    claim = build.sent(mine)
    line = find.lines_of(claim)[0]
    db.session.commit()
    stranger = client_of(other.application.person)
    for path in (f"{claim.id}", f"{claim.id}/receipt/{line.id}/download", f"{claim.id}/add", f"{claim.id}/who-paid"):
        assert stranger.get(f"{BASE}/{path}").status_code == 404, path
    for path in ("send", "drop", "answer", "appeal", "add", "who-paid", f"receipt/{line.id}", f"remove/{line.id}"):
        assert stranger.post(f"{BASE}/{claim.id}/{path}").status_code == 404, path


def test_a_post_without_a_token_changes_nothing(db, offer, person, tomas):
    begun(db, person, offer)
    claim, line = the_claim(db), db.session.scalars(sa.select(ClaimLine)).one()
    grant_line = find.money_lines(offer)[0].id
    mine = ("send", "drop", "answer", "appeal", "add", f"add/{grant_line}/rail", "who-paid", f"receipt/{line.id}",
            f"remove/{line.id}")  # fmt: skip
    for path in ("start", *(f"{claim.id}/{each}" for each in mine)):
        assert person.post(f"{BASE}/{path}", csrf=False).status_code == 400, path
    for path in (f"{claim.id}/decide", f"{claim.id}/ask", "settings", "holidays", "rates",
                 f"for/{offer.application_id}"):  # fmt: skip
        assert tomas.post(f"{DESK}/{path}", csrf=False).status_code == 400, path
    assert (the_claim(db).state, the_claim(db).total) == (ClaimState.draft, 4_000)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"units": ""}, "Enter how much you paid."),
        ({"units": "forty"}, "Enter an amount like 12.50."),
        ({"units": "0"}, "Enter how much you paid."),
        ({"incurred_on-year": "2099"}, "Enter today’s date or an earlier one."),
        ({"incurred_on-day": ""}, "Enter"),
        ({"units": "140"}, "Enter why it was more."),
        ({"currency": "EUR"}, "Enter what your bank charged you"),
    ],
)
def test_a_wrong_cost_says_so_beside_the_field(db, offer, person, change, said):
    answer = begun(db, person, offer, **change)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert db.session.scalars(sa.select(ClaimLine)).all() == []


def test_more_than_agreed_is_taken_with_its_reason(db, offer, person):
    assert begun(db, person, offer, units="140", over_cap_reason="The cheap train was full.").status_code == 303
    (line,) = db.session.scalars(sa.select(ClaimLine)).all()
    assert (line.base, line.over_cap_reason) == (14_000, "The cheap train was full.")


def test_other_money_at_what_the_bank_took_or_at_a_rate_we_hold(db, offer, person, tomas):
    begun(db, person, offer, units="47,35", currency="EUR", taken="40.54")
    (line,) = db.session.scalars(sa.select(ClaimLine)).all()
    assert (line.base, line.fx_numerator, line.fx_denominator, line.fx_source) == (4_054, 4_054, 4_735, "bank")
    rate = {"currency": "EUR", "day-day": "7", "day-month": "1", "day-year": "2026", "rate": "0.8561", "source": "ECB"}
    assert tomas.post(f"{DESK}/rates", data=rate).status_code == 303
    assert tomas.post(f"{DESK}/rates", data=rate).status_code == 422
    claim = the_claim(db)
    add = f"{BASE}/{claim.id}/add/{find.money_lines(offer)[0].id}/rail"
    person.post(add, data={**COST, "units": "10", "currency": "EUR"})
    line = db.session.scalars(sa.select(ClaimLine).order_by(ClaimLine.id.desc())).first()
    assert (line.base, line.fx_on, line.fx_source) == (856, date(2026, 1, 7), "ECB")


def test_miles_are_worked_out_from_the_rate_of_their_day(db, offer, person):
    edition = offer.application.edition
    for rate, first in ((Fraction(45), date(2025, 4, 1)), (Fraction(93, 2), date(2026, 1, 8))):
        rates.add(edition, RateKind.car, Unit.mile, rate, valid_from=first, source="HMRC", source_on=first,
                  by=cast.dara(edition), at=cast.AT)  # fmt: skip
    db.session.commit()
    person.post(f"{BASE}/start")
    claim, on = the_claim(db), find.money_lines(offer)[0].id
    assert "My own car" in (what := person.get(f"{BASE}/{claim.id}/add").text) and "My bicycle" not in what
    add = f"{BASE}/{claim.id}/add/{on}/car"
    assert "How many miles" in person.get(add).text
    for day in ("7", "8"):
        assert person.post(add, data={**COST, "incurred_on-day": day, "quantity": "43"}).status_code == 303
    assert [line.base for line in find.lines_of(the_claim(db))] == [1_935, 2_000]  # 1,999.5 goes up
    before = person.post(add, data={**COST, "incurred_on-year": "2024", "quantity": "43"})
    assert (before.status_code, "We have no rate for this day" in before.text) == (422, True)
    assert person.post(f"{BASE}/{claim.id}/send", data={"agree": "y"}).status_code == 303
    assert the_claim(db).state is ClaimState.submitted


def test_a_bad_receipt_is_refused_in_words_and_nothing_is_kept(db, offer, person):
    location = begun(db, person, offer).headers["Location"]
    for data, said in (
        (b"MZ program", "Choose a photo or a PDF file"),
        (a_photo()[0].read() + b"<?php evil() ?>", "second file hidden"),
        (a_photo()[0].read()[:100], "We could not open this file"),
    ):
        answer = person.post(location, data={"photo": (io.BytesIO(data), "receipt.jpg")})
        assert (answer.status_code, said in answer.text) == (422, True)
    assert person.post(location, data={}).status_code == 422
    assert db.session.scalars(sa.select(StoredFile)).all() == []


def test_a_lost_receipt_up_to_the_limit_only(db, offer, person):
    location = begun(db, person, offer, units="25").headers["Location"]
    assert person.post(location, data={"lost": "It blew away."}).status_code == 303
    claim = the_claim(db)
    add = f"{BASE}/{claim.id}/add/{find.money_lines(offer)[0].id}/rail"
    location = person.post(add, data={**COST, "units": "25.01"}).headers["Location"]
    assert "Lost it? Call us" in person.get(location).text
    answer = person.post(location, data={"lost": "It blew away."})
    assert (answer.status_code, "We cannot pay this much without a receipt" in answer.text) == (422, True)


def test_a_claim_without_receipts_or_consent_is_not_sent(db, offer, person):
    begun(db, person, offer)
    claim = the_claim(db)
    assert "Some costs have no receipt yet." in person.get(f"{BASE}/{claim.id}").text
    person.post(f"{BASE}/{claim.id}/send", data={"agree": "y"})
    assert person.post(f"{BASE}/{claim.id}/send", data={}).status_code == 422
    assert the_claim(db).state is ClaimState.draft


def test_somebody_else_paid(db, offer, person):
    begun(db, person, offer)
    claim = the_claim(db)
    assert person.post(f"{BASE}/{claim.id}/who-paid", data={"who": "other"}).status_code == 422
    person.post(f"{BASE}/{claim.id}/who-paid", data={"who": "other", "name": "Sam Yusuf"})
    assert "The money will go to Sam Yusuf" in person.get(f"{BASE}/{claim.id}").text
    person.post(f"{BASE}/{claim.id}/who-paid", data={"who": "me"})
    assert the_claim(db).pay_to_id == the_claim(db).person_id


def test_who_paid_is_paid_into_an_account_typed_at_the_desk(db, offer, tomas, client_of):
    claim = build.begun(offer)
    actions.pay_to(claim, "Sam Yusuf", "01632 960009", by=claim.person, at=cast.AT)
    claim, edition = build.decided(build.sent(offer)), offer.application.edition
    payee, dara = claim.pay_to, cast.dara(edition)
    db.session.commit()
    page = f"{DESK}/{claim.id}"
    assert "How we pay Sam Yusuf" in tomas.get(page).text
    wrong = tomas.post(f"{page}/account", data={"way": "bank", "name": "Sam Yusuf", "iban": "GB00"})
    assert (wrong.status_code, "This IBAN has a mistake" in wrong.text) == (422, True)
    given = {"way": "bank", "name": "Sam Yusuf", "iban": "GB29NWBK60161331926819"}
    assert tomas.post(f"{page}/account", data=given, csrf=False).status_code == 400
    assert client_of(cast.farid()).post(f"{page}/account", data=given).status_code == 404
    assert tomas.post(f"{page}/account", data=given).status_code == 303
    shown = tomas.get(page).text
    assert "Account ending in 6819" in shown and "1331" not in shown
    batch = batches.prepare(edition, by=dara, at=now())
    (payment,) = payment_queries.payments_of(batch)
    assert (payment.person_id, payment.amount, payment.last_four) == (payee.id, 4_000, "6819")
    with pytest.raises(Refused, match="own_money"):
        batches.release(batch, digest_seen=batch.digest, by=cast.tomas(edition), at=now())


def test_no_account_is_typed_here_for_whoever_has_their_own_page(db, offer, tomas):
    claim = build.sent(offer)
    db.session.commit()
    assert "is paid</h2>" not in tomas.get(f"{DESK}/{claim.id}").text
    assert tomas.post(f"{DESK}/{claim.id}/account", data={"way": "cheque"}).status_code == 404


def test_a_question_and_its_answer(db, offer, person, tomas):
    claim = build.sent(offer, at=now())
    assert tomas.post(f"{DESK}/{claim.id}/ask", data={"question": ""}).status_code == 422
    assert tomas.post(f"{DESK}/{claim.id}/ask", data={"question": "Which train was it?"}).status_code == 303
    assert "Which train was it?" in person.get(f"{BASE}/{claim.id}").text
    assert "On hold: waiting" in tomas.get(f"{DESK}/promises").text
    assert person.post(f"{BASE}/{claim.id}/answer", data={"words": " "}).status_code == 422
    assert person.post(f"{BASE}/{claim.id}/answer", data={"words": "The 8:15."}).status_code == 303
    assert "The 8:15." in tomas.get(f"{DESK}/{claim.id}").text
    assert the_claim(db).state is ClaimState.checking


def test_a_no_can_be_looked_at_again(db, offer, person, tomas):
    claim = build.decided(build.sent(offer), 0)
    assert "tell us and we will look again" in person.get(f"{BASE}/{claim.id}").text
    assert person.post(f"{BASE}/{claim.id}/appeal", data={"words": "It was agreed."}).status_code == 303
    assert "It was agreed." in tomas.get(f"{DESK}/{claim.id}").text
    (line,) = find.lines_of(the_claim(db))
    tomas.post(f"{DESK}/{claim.id}/decide", data={f"sum_{line.id}": "40"})
    assert the_claim(db).state is ClaimState.approved


def test_the_desk_hears_what_it_may_not_do(db, offer, tomas):
    claim = build.sent(offer, 4_000)
    (line,) = find.lines_of(claim)
    for sums, said in (
        ({f"sum_{line.id}": "10"}, "Enter a reason"),
        ({f"sum_{line.id}": "50", f"why_{line.id}": "x"}, "Do not enter more"),
        ({f"sum_{line.id}": ""}, "Enter an amount"),
    ):
        answer = tomas.post(f"{DESK}/{claim.id}/decide", data=sums)
        assert (answer.status_code, said in answer.text) == (422, True), said
    assert the_claim(db).state is ClaimState.submitted


def test_typed_by_staff_and_read_back(db, offer, client_of):
    dara = client_of(cast.dara(offer.application.edition))
    answer = dara.post(f"{DESK}/for/{offer.application_id}", data={"came_by": "phone"})
    assert "You are typing for Person 1" in dara.get(answer.headers["Location"]).text
    claim, line = the_claim(db), find.money_lines(offer)[0]
    location = dara.post(f"{BASE}/{claim.id}/add/{line.id}/bus", data={**COST, "units": "5"}).headers["Location"]
    dara.post(location, data={"lost": "Batch deleted."})
    dara.post(f"{BASE}/{claim.id}/send", data={"agree": "y"})
    assert the_claim(db).state is ClaimState.draft
    dara.post(f"{BASE}/{claim.id}/send", data={"agree": "y", "read_back": "y"})
    claim = the_claim(db)
    assert (claim.state, claim.came_by, claim.read_back_at is not None) == (ClaimState.submitted, "phone", True)


@pytest.mark.parametrize("path", ["/", "/{id}", "/promises", "/settings"])
def test_every_desk_page_is_for_organiser_and_treasurer_only(db, offer, client_of, path):
    edition, claim = offer.application.edition, build.sent(offer)
    address = DESK + path.format(id=claim.id)
    db.session.commit()
    for person in (cast.dara(edition), cast.tomas(edition)):
        assert client_of(person).get(address).status_code == 200
    for person in (cast.farid(), cast.ben(), cast.lena(edition), offer.application.person):
        assert client_of(person).get(address).status_code == 404
    assert client_of(None).get(address).status_code == 303


def test_typing_a_claim_opens_the_whole_form_so_the_treasurer_does_not(db, offer, tomas, client_of):
    address = f"{DESK}/for/{offer.application_id}"
    assert tomas.get(address).status_code == tomas.post(address, data={"came_by": "phone"}).status_code == 404
    assert db.session.scalars(sa.select(Claim)).all() == []
    for page in ("/apply/FORUM27/answers", "/apply/FORUM27/page/access"):
        assert "no nuts" not in tomas.get(page).text
    assert client_of(cast.dara(offer.application.edition)).get(address).status_code == 200


def test_settings_are_kept_and_the_days_off_written_down(db, offer, tomas):
    said = {"pay_days": "5", "amber_day": "3", "country": "NL", "lost_receipt_limit": "10", "group_cap": "150"}
    assert tomas.post(f"{DESK}/settings", data={**said, "amber_day": "5"}).status_code == 422
    assert tomas.post(f"{DESK}/settings", data=said).status_code == 303
    kept = find.settings_of(offer.application.edition)
    assert (kept.pay_days, kept.country, kept.lost_receipt_limit, kept.group_cap) == (5, "NL", 1_000, 15_000)
    assert tomas.post(f"{DESK}/holidays").status_code == 303
    assert 'value="10.00"' in tomas.get(f"{DESK}/settings").text


def test_the_desk_sees_red_before_a_promise_breaks_and_the_person_reads_sorry_after(db, offer, person, tomas):
    claim = build.sent(offer, at=now() - timedelta(days=40))
    assert "Overdue:" in tomas.get(f"{DESK}/promises").text
    assert "Payments due soon or overdue" in tomas.get("/desk/FORUM27/").text
    promise_clock.watch(by=cast.dara(offer.application.edition), at=now())
    assert "We are late paying you, and we are sorry." in person.get(f"{BASE}/{claim.id}").text


def test_nothing_to_claim_without_a_yes(db, client_of):
    edition = cast.an_edition()
    applications.settings(edition)
    sent = applications.sent(edition)
    db.session.commit()
    assert client_of(sent.person).get(f"{BASE}/").status_code == 404


def test_a_longer_list_asks_no_more_of_the_database(db, client_of, counted):
    edition = cast.an_edition()
    offers = build.awards(edition, people=30)
    treasurer = cast.tomas(edition)
    db.session.commit()
    tomas = client_of(treasurer)
    sent = {}
    for number, offer in enumerate(offers, start=1):
        claim = build.sent(offer, 100, 200)
        claim_checks.ask(claim, "Which?", by=cast.tomas(edition), at=cast.AT) if number % 2 else None
        if number in (1, 30):
            for path in ("/", "/promises"):
                tomas.get(DESK + path)
                with counted() as statements:
                    assert tomas.get(DESK + path).status_code == 200
                sent.setdefault(path, []).append(len(statements))
    assert {path: two[0] == two[1] for path, two in sent.items()} == {"/": True, "/promises": True}


def test_nothing_of_the_upload_is_left_in_the_page_or_on_disk_by_its_name(db, offer, person, app):
    location = begun(db, person, offer).headers["Location"]
    person.post(location, data={"photo": a_photo()})
    (stored,) = db.session.scalars(sa.select(StoredFile)).all()
    assert files.path_of(stored.name).name == stored.name != "IMG_0001.jpg"
    assert "IMG_0001" not in person.get(f"{BASE}/{the_claim(db).id}").text
