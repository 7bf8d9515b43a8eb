"""Each guard of claims refuses by itself; and what the database would take without it."""

import pytest
import sqlalchemy as sa

from conference.actions.payments import claim_checks
from conference.db import db as handle
from tests import cast
from tests.builders import claims as build
from tests.cast import AT
from tests.guards import drop

WHEN = "'2027-01-11 09:00:00'"
DECIDED = f"verdict = 'approved', approved = base, decided_at = {WHEN}"
# Guard, where the claim stands, and the statement that goes round the actions.
ROUND = [
    ("claim_moves", "submitted", "UPDATE claim SET state = 'paid'"),
    ("claim_kept", "empty", "DELETE FROM claim"),
    ("claim_sums_are_its_lines", "submitted", "UPDATE claim SET total = total + 1"),
    ("claim_stays_whose_it_is", "submitted", "UPDATE claim SET person_id = (SELECT max(id) FROM person)"),
    ("claim_is_whole_when_sent", "draft", f"UPDATE claim SET state = 'submitted', submitted_at = {WHEN},"
     " pay_by = '2027-01-25'"),
    ("claim_is_sent_with_a_yes", "ended", f"UPDATE claim SET state = 'submitted', submitted_at = {WHEN},"
     " pay_by = '2027-01-25'"),
    ("claim_decided_line_by_line", "checking", "UPDATE claim SET state = 'refused'"),
    ("claim_approved_out_of_its_award", "decided", f"UPDATE claim SET state = 'approved', decided_at = {WHEN},"
     " decided_by = :tomas"),
    ("claim_stops_for_a_question", "checking", "UPDATE claim SET state = 'query'"),
    ("claim_line_added_in_time", "submitted", "INSERT INTO claim_line (claim_id, grant_line_id, item, for_whom,"
     " incurred_on, amount, currency, base) SELECT claim_id, grant_line_id, 'bus', 'me', incurred_on, 5, 'GBP', 5"
     " FROM claim_line"),
    ("claim_line_on_its_award", "draft", "INSERT INTO claim_line (claim_id, grant_line_id, item, for_whom,"
     " incurred_on, amount, currency, base) SELECT claim_id, grant_line_id - 1, 'bus', 'me', incurred_on, 5, 'GBP', 5"
     " FROM claim_line"),
    ("claim_line_not_changed_later", "submitted", "UPDATE claim_line SET details = 'other'"),
    ("claim_line_not_removed_later", "submitted", "DELETE FROM claim_line"),
    ("claim_line_decided_once", "submitted", f"UPDATE claim_line SET {DECIDED}, decided_by = :tomas"),
    ("claim_line_decider_gains_nothing", "checking", f"UPDATE claim_line SET {DECIDED}, decided_by = :mine"),
    ("claim_query_while_checking", "submitted", "INSERT INTO claim_query (claim_id, number, question, asked_at,"
     f" asked_by) SELECT id, 1, 'x', {WHEN}, :tomas FROM claim"),
    ("claim_query_stays", "query", "UPDATE claim_query SET question = 'other'"),
    ("claim_query_kept", "query", "DELETE FROM claim_query"),
    ("exchange_rate_never_changed", "submitted", "UPDATE exchange_rate SET numerator = 2"),
    ("stored_file_never_changed", "submitted", "UPDATE stored_file SET size = 1"),
]  # fmt: skip


def stand(offer, where):
    """Bring one claim to where the statement is tried, round the actions where they would refuse."""
    run = handle.session.execute
    run(
        sa.text(
            "INSERT INTO exchange_rate (currency, base, day, numerator, denominator, source, added_at, added_by)"
            f" VALUES ('EUR', 'GBP', '2027-01-01', 1, 1, 'x', {WHEN}, :by)"
        ),
        {"by": cast.tomas(offer.application.edition).id},
    )
    if where == "empty":
        build.begun(offer)
    elif where in ("draft", "ended"):
        build.a_line(offer, shade=None if where == "draft" else 5)
    else:
        claim = build.sent(offer)
        if where == "query":
            claim_checks.ask(claim, "Which?", by=cast.tomas(claim.edition), at=AT)
        if where in ("checking", "decided"):
            run(sa.text("UPDATE claim SET state = 'checking'"))
        if where == "decided":
            tomas = cast.tomas(claim.edition).id
            run(sa.text(f"UPDATE claim_line SET {DECIDED}, decided_by = :tomas"), {"tomas": tomas})
    handle.session.flush()


@pytest.mark.parametrize(("guard", "where", "statement"), ROUND, ids=[row[0] for row in ROUND])
def test_the_guard_refuses_and_without_it_the_database_takes_it(db, guard, where, statement):
    offer = build.award(cast.an_edition())
    stand(offer, where)
    values = {"tomas": cast.tomas(offer.application.edition).id, "mine": offer.application.person_id}
    values = {name: value for name, value in values.items() if f":{name}" in statement}
    if where == "ended":  # the person stepped back while the claim was a draft
        db.session.execute(drop("offer_leaves_nothing_behind"))
        db.session.execute(sa.text(f"UPDATE offer SET state = 'withdrawn', ended_at = {WHEN}"))
    with pytest.raises(sa.exc.IntegrityError, match=guard), db.session.begin_nested():
        db.session.execute(sa.text(statement), values)
    db.session.execute(drop(guard))  # the control: dropped in this transaction only, which is rolled back
    assert db.session.execute(sa.text(statement), values).rowcount > 0
    db.session.rollback()
