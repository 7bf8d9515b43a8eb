"""Paying: two people, frozen content, each thing once, what came back as new rows, and accounts wiped at the end."""

import csv
import io
import json
from datetime import timedelta
from importlib.resources import files

import pytest
import sqlalchemy as sa
from lxml import etree

from conference import sealing
from conference.actions.funding import advances, withdrawal
from conference.actions.payments import batches as pay, fees, payees
from conference.models.outbox import Message
from conference.models.payments.batches import BatchFile, Payment, PaymentBatch, PaymentResult
from conference.models.payments.payees import Payee
from conference.queries import invariants
from conference.queries.payments import batches as find
from conference.queries.people import people
from conference.rules.payments.batches import BatchState, FileKind, Outcome
from conference.rules.payments.claims import ClaimState
from conference.rules.payments.fees import Choice, FeeState
from conference.rules.payments.payees import Way
from conference.rules.refusals import Refused
from tests import cast
from tests.builders import money as build
from tests.cast import AT
from tests.guards import drop

SCHEMAS = files("conference") / "schemas"
PAYER = {"payer_name": "Care Together Forum", "payer_iban": "GB29NWBK60161331926819"}


@pytest.fixture
def edition(db):
    return cast.an_edition()


@pytest.fixture
def offers(edition):
    return build.accepted(edition, 20_000, 20_000)


@pytest.fixture
def owed(edition, offers):
    """Two approved claims, with accounts of both kinds."""
    claims = [build.claimed(offer, amount) for offer, amount in zip(offers, (4_210, 3_990), strict=True)]
    for claim, details in zip(claims, (build.IBAN, build.SORT_CODE), strict=True):
        build.account(claim.person, edition, details)
    pay.set_up(edition, **PAYER, by=cast.tomas(edition), at=AT)
    return claims


def file_bytes(batch, kind):
    return sealing.unseal(find.file_of(batch, kind).sealed)


def test_one_draws_up_another_releases_and_each_person_is_told_when_it_is_sent(db, edition, owed):
    batch = build.prepared(edition)
    assert [claim.state for claim in owed] == [ClaimState.scheduled] * 2
    assert (batch.size, find.totals(batch)) == (2, {"GBP": 8_200})
    with pytest.raises(Refused, match="same_person"):
        pay.release(batch, digest_seen=batch.digest, by=cast.tomas(edition), at=AT)
    with pytest.raises(Refused, match="changed"):
        pay.release(batch, digest_seen="0" * 64, by=cast.dara(edition), at=AT)
    pay.release(batch, digest_seen=batch.digest, by=cast.dara(edition), at=AT)
    pay.send(batch, by=cast.dara(edition), at=AT)
    assert [(claim.state, claim.paid_on) for claim in owed] == [(ClaimState.paid, batch.pay_on)] * 2
    letters = db.session.scalars(sa.select(Message).where(Message.kind == "payment_sent").order_by(Message.id)).all()
    assert [letter.person_id for letter in letters] == [claim.person_id for claim in owed]
    assert "£42.10" in letters[0].body and "6819" in letters[0].body
    assert not any(secret in letter.body for letter in letters for secret in ("60161331926819", "31926819"))
    assert invariants.failed() == []


def test_the_bank_files_are_valid_and_the_same_at_every_download(db, edition, owed):
    batch = build.prepared(edition)
    pay.release(batch, digest_seen=batch.digest, by=cast.dara(edition), at=AT)
    xml = file_bytes(batch, FileKind.xml)
    schema = etree.XMLSchema(etree.fromstring((SCHEMAS / "pain.001.001.09.xsd").read_bytes()))
    told = etree.fromstring(xml)
    schema.assertValid(told)
    (start,) = told.iterfind("{*}CstmrCdtTrfInitn")
    assert start.findtext("{*}GrpHdr/{*}NbOfTxs") == "2"
    (block,) = start.iterfind("{*}PmtInf")
    lines = block.findall("{*}CdtTrfTxInf")
    assert [line.findtext("{*}Amt/{*}InstdAmt") for line in lines] == ["42.10", "39.90"]
    assert lines[0].findtext("{*}CdtrAcct/{*}Id/{*}IBAN") == build.IBAN["iban"]
    assert lines[1].findtext("{*}CdtrAcct/{*}Id/{*}Othr/{*}Id") == build.SORT_CODE["account"]
    with pytest.raises(etree.DocumentInvalid):
        schema.assertValid(etree.fromstring(xml.replace(b"<Nm>Person One</Nm>", b"<Name>Person One</Name>")))
    rows = list(csv.DictReader(io.StringIO(file_bytes(batch, FileKind.csv).decode())))
    assert [(row["reference"], row["amount"], row["iban"], row["sort_code"]) for row in rows] == [
        (owed[0].reference, "42.10", build.IBAN["iban"], ""),
        (owed[1].reference, "39.90", "", build.SORT_CODE["sort_code"]),
    ]
    for kind in FileKind:
        data = file_bytes(batch, kind)
        assert sealing.digest(data) == find.file_of(batch, kind).sha256
        assert file_bytes(batch, kind) == data


def test_the_database_never_holds_an_account_in_the_clear(db, edition, owed):
    batch = build.prepared(edition)
    pay.release(batch, digest_seen=batch.digest, by=cast.dara(edition), at=AT)
    db.session.commit()
    for table in sa.inspect(db.engine).get_table_names():
        if table == "payment_settings":
            continue  # the conference's own account
        for row in db.session.execute(sa.text(f"SELECT * FROM {table}")):
            assert not any(secret in str(row) for secret in ("NWBK60161331926819", "31926819", "601613"))


def test_settling_wipes_the_accounts_and_keeps_the_digests(db, edition, owed):
    batch = build.sent(edition)
    digests = {row.kind: row.sha256 for row in find.files_of(batch)}
    pay.reconcile(batch, by=cast.tomas(edition), at=AT)
    db.session.expire_all()
    assert [claim.state for claim in owed] == [ClaimState.reconciled] * 2
    assert {row.kind: (row.sealed, row.sha256) for row in find.files_of(batch)} == {
        kind: ("", digest) for kind, digest in digests.items()
    }
    assert set(db.session.scalars(sa.select(Payment.sealed))) == {""}
    assert set(map(tuple, db.session.execute(sa.select(Payee.sealed, Payee.last_four, Payee.mark)))) == {("", "", "")}
    assert invariants.failed() == []


def test_a_failed_payment_is_a_negative_row_and_what_was_owed_is_paid_in_another_batch(db, edition, owed):
    batch = build.sent(edition)
    failed, kept = find.payments_of(batch)
    pay.came_back(failed, Outcome.failed, by=cast.tomas(edition), at=AT)
    assert db.session.scalars(sa.select(PaymentResult.amount)).all() == [-4_210]
    assert [claim.state for claim in owed] == [ClaimState.approved, ClaimState.paid]
    with pytest.raises(Refused, match="changed"):
        pay.came_back(failed, Outcome.reversed, by=cast.tomas(edition), at=AT)
    assert pay.prepare(edition, by=cast.tomas(edition), at=AT) is None  # a new account is asked for first
    build.account(owed[0].person, edition, build.SORT_CODE)
    again = build.prepared(edition)
    assert (again.size, find.totals(again)) == (1, {"GBP": 4_210})
    pay.reconcile(batch, by=cast.tomas(edition), at=AT)
    assert [claim.state for claim in owed] == [ClaimState.scheduled, ClaimState.reconciled]
    assert db.session.scalar(sa.select(Payee.last_four).where(Payee.person_id == owed[0].person_id)) == "6819"
    assert invariants.failed() == []


def test_a_dropped_draft_frees_what_it_held(db, edition, owed):
    batch = build.prepared(edition)
    pay.drop(batch, by=cast.tomas(edition), at=AT)
    assert [claim.state for claim in owed] == [ClaimState.approved] * 2
    assert build.prepared(edition).size == 2


def test_nobody_releases_their_own_money_or_an_account_they_typed(db, edition, offers):
    claim = build.claimed(offers[0], 1_000)
    pay_to = claim.person
    from_desk = cast.dara(edition)

    payees.give(pay_to, edition, Way.bank, build.IBAN, by=from_desk, at=AT)
    batch = build.prepared(edition)
    for somebody in (pay_to, from_desk):
        with pytest.raises(Refused, match="own_money"):
            pay.release(batch, digest_seen=batch.digest, by=somebody, at=AT)
    db.session.commit()
    for somebody in (pay_to.id, from_desk.id, 1):
        with pytest.raises(sa.exc.IntegrityError, match="released_by_another"):
            db.session.execute(sa.update(PaymentBatch).values(state="released", released_by=somebody, released_at=AT))
        db.session.rollback()


def test_whoever_did_not_type_the_account_themselves_is_told_and_reads_no_digit_of_it(db, edition, offers):
    claim = build.claimed(offers[0], 1_000)
    person, told = claim.person, sa.select(Message.body).where(Message.kind == "account_changed").order_by(Message.id)
    build.account(person, edition)
    assert db.session.scalars(told).all() == []  # the first one, by the person
    payees.give(person, edition, Way.bank, build.SORT_CODE, by=cast.dara(edition), at=AT)
    assert len(db.session.scalars(told).all()) == 1
    payees.give(person, edition, Way.bank, build.IBAN, by=person, at=AT + timedelta(days=1))  # or a thief
    words = db.session.scalars(told).all()
    assert len(words) == 2 and "call us straight away" in words[0]
    assert not [digits for digits in ("6819", "1331", "601613") if digits in "".join(words)]


def test_a_claim_that_the_advance_has_paid_is_settled_with_nothing_sent(db, edition, offers):
    advance = build.advance(offers[0], 6_000)
    build.account(advance.person, edition)
    first = build.sent(edition)
    assert find.totals(first) == {"GBP": 6_000}
    claim, over = build.claimed(offers[0], 5_000), build.claimed(offers[0], 1_700)
    second = build.sent(edition)
    assert [(row.amount, row.way.value) for row in find.payments_of(second)] == [(0, "none"), (700, "bank")]
    pay.reconcile(second, by=cast.tomas(edition), at=AT)
    assert [claim.state, over.state] == [ClaimState.reconciled] * 2
    assert invariants.failed() == []


def test_fees_are_paid_as_chosen_and_what_is_refused_or_donated_never_is(db, edition, offers):
    whole, half = (build.fee(offer.application.person, edition, choice=choice)
                   for offer, choice in zip(offers, (Choice.full, Choice.part), strict=True))  # fmt: skip
    nothing = build.fee(cast.amina(), edition, choice=Choice.none)
    given = build.fee(cast.ben(), edition, choice=Choice.donate)
    for fee in (whole, half):
        build.account(fee.person, edition)
    assert sorted(row.amount for row in find.payments_of(build.sent(edition))) == [3_750, 7_500]
    assert [fee.state for fee in (whole, half, nothing, given)] == [FeeState.paid] * 2 + [FeeState.done] * 2


def test_the_command_draws_up_a_batch_that_a_human_must_release(db, app, edition, offers):
    for offer, amount in zip(offers, (1_000, 2_000), strict=True):
        build.claimed(offer, amount)
    build.account(offers[0].application.person, edition)
    db.session.commit()
    run = app.test_cli_runner().invoke(args=["payments", "batch", "--edition", edition.code, "--json"])
    told = json.loads(run.stdout)
    assert (run.exit_code, told["batch"], told["payments"], told["totals"]) == (1, "FORUM27-PAY-1", 1, {"GBP": 1_000})
    assert told["left_out"] == [{"item": "claim:2", "reason": "no_account"}]
    batch = db.session.scalar(sa.select(PaymentBatch))
    assert (batch.digest, batch.state) == (told["digest"], BatchState.draft)
    assert db.session.scalar(sa.select(Message.person_id).where(Message.kind == "account_wanted")) == (
        offers[1].application.person_id
    )
    again = app.test_cli_runner().invoke(args=["payments", "batch", "--edition", edition.code, "--json"])
    assert (again.exit_code, json.loads(again.stdout)["batch"]) == (1, None)
    assert app.test_cli_runner().invoke(args=["payments", "batch", "--edition", "NONE"]).exit_code == 2


# -- What the database refuses by itself ----------------------------------------------------------


def test_the_database_pays_nothing_twice_nothing_unowed_and_changes_nothing_frozen(db, edition, owed):
    batch = build.prepared(edition)
    rows = find.payments_of(batch)
    pay.release(batch, digest_seen=batch.digest, by=cast.dara(edition), at=AT)
    other = build.claimed(owed[0].offer, 500)
    build.account(other.person, edition)
    draft = build.prepared(edition)
    ids = batch.id, rows[0].id, rows[0].claim_id, rows[0].person_id, draft.id, other.id
    db.session.commit()
    batch_id, payment_id, claim_id, person_id, draft_id, other_id = ids
    new = {"batch_id": draft_id, "person_id": person_id, "currency": "GBP", "reference": "x", "way": "bank"}
    for words, statement in {
        "payment_in_a_draft|payment_is_owed": sa.insert(Payment).values(new | {"claim_id": claim_id, "amount": 4_210}),
        "payment_batch_frozen": sa.update(PaymentBatch).values(content="{}"),
        "payment_frozen": sa.update(Payment).values(amount=1),
        "payment_wiped": sa.update(Payment).values(sealed="x"),
        "payment_live_until": sa.update(Payment).values(live=False),
        "payment_kept": sa.delete(Payment),
        "payment_batch_kept": sa.delete(PaymentBatch),
        "batch_file_wiped": sa.update(BatchFile).values(sealed="x"),
        "payment_result_takes": sa.insert(PaymentResult).values(
            payment_id=payment_id, outcome="failed", amount=-4_210, at=AT, by_id=1
        ),
        "ck_payment_batch_two_people": sa.text(
            f"UPDATE payment_batch SET state = 'released', released_by = prepared_by, released_at = prepared_at"
            f" WHERE id = {draft_id}"
        ),
        "claim_paid_by_a_payment": sa.text(f"UPDATE claim SET state = 'paid' WHERE id = {other_id}"),
    }.items():
        with pytest.raises(sa.exc.IntegrityError, match=words):
            db.session.execute(statement)
        db.session.rollback()


@pytest.mark.parametrize(("amount", "words"), [(4_209, "payment_is_owed"), (4_210, "uq_payment_claim|claim_id")])
def test_a_second_payment_or_another_sum_is_refused_even_in_a_new_draft(db, edition, owed, amount, words):
    build.prepared(edition)
    claim = owed[0]
    batch = PaymentBatch(edition_id=edition.id, reference="X", content="{}", digest="x", size=1, pay_on=AT.date())
    batch.prepared_at, batch.prepared_by = AT, cast.tomas(edition).id
    db.session.add(batch)
    db.session.flush()
    if amount == 4_210:  # as though the claim had been sent back to approved: the index alone must hold
        db.session.execute(drop("payment_is_owed"))
    db.session.add(Payment(batch_id=batch.id, person_id=claim.person_id, claim_id=claim.id, amount=amount,
                           currency="GBP", reference="x", way="bank"))  # fmt: skip
    with pytest.raises(sa.exc.IntegrityError, match=words):
        db.session.flush()
    db.session.rollback()


def test_control_without_the_index_the_same_claim_is_paid_twice(db):
    engine = sa.create_engine(db.engine.url)
    table = sa.Table("scratch_payment", sa.MetaData(), sa.Column("claim", sa.Integer), sa.Column("amount", sa.Integer))
    table.drop(engine, checkfirst=True)
    table.create(engine)
    try:
        with engine.begin() as connection:
            connection.execute(table.insert(), [{"claim": 1, "amount": 4_210}] * 2)
            assert connection.scalar(sa.select(sa.func.sum(table.c.amount))) == 8_420
    finally:
        table.drop(engine)
        engine.dispose()


def test_a_changed_content_is_seen_by_the_check_of_all_promises(db, app, edition, owed):
    batch = build.prepared(edition)
    db.session.commit()
    db.session.execute(drop("payment_batch_frozen"))
    db.session.execute(sa.update(PaymentBatch).values(content=batch.content.replace("4210", "4211")))
    assert find.spoilt() == [batch.id]
    db.session.rollback()
    assert find.spoilt() == []


def test_somebody_who_left_is_still_paid_what_was_approved(db, edition, owed):
    withdrawal.withdraw(owed[0].offer.application, by=owed[0].person, at=AT)
    assert build.prepared(edition).size == 2


def test_the_clock_wipes_an_account_for_which_nothing_is_owed(db, edition, owed):
    system = people.system()
    assert payees.sweep(by=system, at=AT) == 0
    build.sent(edition)
    assert payees.sweep(by=system, at=AT) == 0  # it may still come back
    fee = fees.offer(cast.amina(), edition, task="Talk", task_at=AT + timedelta(days=3), amount=1_000,
                     by=cast.dara(edition), at=AT)  # fmt: skip
    fees.read_card(fee, by=fee.person, at=AT)
    fees.choose(fee, Choice.full, by=fee.person, at=AT)
    build.account(fee.person, edition)
    fees.choose(fee, Choice.none, by=fee.person, at=AT)
    assert payees.sweep(by=system, at=AT) == 1
    assert db.session.scalar(sa.select(Payee.sealed).where(Payee.person_id == fee.person_id)) == ""


def test_an_advance_that_was_settled_since_cannot_come_back_unseen(db, edition, offers):
    advance = build.advance(offers[0], 6_000)
    build.account(advance.person, edition)
    batch = build.sent(edition)
    build.claimed(offers[0], 6_000)
    advances.settle(advance, by=cast.tomas(edition), at=AT)
    with pytest.raises(Refused, match="moved_on"):
        pay.came_back(find.payments_of(batch)[0], Outcome.reversed, by=cast.tomas(edition), at=AT)
    db.session.rollback()


def test_settling_a_batch_keeps_the_account_of_somebody_who_is_owed_more(db, edition, owed):
    batch = build.sent(edition)
    build.claimed(owed[0].offer, 1_000)
    pay.reconcile(batch, by=cast.tomas(edition), at=AT)
    kept = db.session.scalars(sa.select(Payee.person_id).where(Payee.sealed != "")).all()
    assert kept == [owed[0].person_id]
    assert build.prepared(edition).size == 1


def test_money_that_comes_back_after_the_batch_was_settled_is_owed_again(db, edition, owed):
    batch = build.sent(edition)
    pay.reconcile(batch, by=cast.tomas(edition), at=AT)
    pay.came_back(batch.payments[0], Outcome.reversed, by=cast.tomas(edition), at=AT)
    assert [claim.state for claim in owed] == [ClaimState.approved, ClaimState.reconciled]
    build.account(owed[0].person, edition)
    assert build.prepared(edition).size == 1
    assert invariants.failed() == []


def test_a_name_with_a_sign_that_nobody_sees_does_not_stop_the_file(db, edition, owed):
    build.account(owed[0].person, edition, {**build.IBAN, "name": "Person\x0b One"})
    batch = build.prepared(edition)
    pay.release(batch, digest_seen=batch.digest, by=cast.dara(edition), at=AT)
    assert b"Person  One" in file_bytes(batch, FileKind.xml)


def test_what_the_clock_drew_up_is_not_released_by_who_approved_it(db, edition, owed):
    batch = build.prepared(edition, by=people.system())
    with pytest.raises(Refused, match="approved_it"):
        pay.release(batch, digest_seen=batch.digest, by=cast.tomas(edition), at=AT)
    by_hand = sa.update(PaymentBatch).values(state="released", released_at=AT, released_by=cast.tomas(edition).id)
    with pytest.raises(sa.exc.IntegrityError, match="payment_batch_released_by_another"), db.session.begin_nested():
        db.session.execute(by_hand)
    pay.release(batch, digest_seen=batch.digest, by=cast.dara(edition), at=AT)
    assert batch.state is BatchState.released
