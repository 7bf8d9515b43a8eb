"""What must always be true. Each line is a sentence and a statement that finds where it is not."""

import sqlalchemy as sa

from conference import files
from conference.db import db
from conference.models.funding.offers import ASKED
from conference.queries.award import result
from conference.queries.payments import batches

# Sentence said when it fails -> statement that returns one row for each breach.
INVARIANTS: dict[str, str] = {
    "A shared decision was carried out without two different keys.": (
        "SELECT id FROM frozen_set WHERE state = 'carried' AND NOT one_key"
        " AND (organiser_by IS NULL OR lived_experience_by IS NULL OR organiser_by = lived_experience_by)"
    ),
    "One person holds keys on both sides of an edition.": (
        "SELECT edition_id, person_id FROM key_holder WHERE ended_at IS NULL"
        " GROUP BY edition_id, person_id HAVING count(*) > 1"
    ),
    "A pot's counter, its ledger and the lines that hold it are not the same sum.": (
        "SELECT p.id FROM pot p WHERE p.committed <> (SELECT coalesce(sum(e.delta), 0) FROM pot_entry e"
        " WHERE e.pot_id = p.id) OR p.committed <> (SELECT coalesce(sum(s.held), 0) FROM grant_line l"
        " JOIN line_spending s ON s.grant_line_id = l.id WHERE l.pot_id = p.id)"
    ),
    "A line holds or has spent something else than its entries say.": (
        "SELECT s.grant_line_id FROM line_spending s WHERE s.spent < 0 OR s.spent > s.held OR s.held <>"
        " (SELECT coalesce(sum(e.delta), 0) FROM pot_entry e WHERE e.grant_line_id = s.grant_line_id) OR s.spent <>"
        " (SELECT coalesce(sum(e.delta), 0) FROM spend_entry e WHERE e.grant_line_id = s.grant_line_id)"
    ),
    "An offer that ended holds more than was spent or claimed, or a live one less than it promised.": (
        "SELECT o.id FROM offer o JOIN grant_line l ON l.offer_id = o.id"  # noqa: S608 - words of our own
        " LEFT JOIN line_spending s ON s.grant_line_id = l.id"
        " WHERE o.state IN ('refused', 'lapsed', 'withdrawn', 'returned', 'no_show')"
        f" AND s.held > s.spent + {ASKED.format(line='l.id')}"
        " OR o.state IN ('reserved', 'open', 'accepted') AND (s.held IS NULL OR s.held <> l.amount AND NOT EXISTS"
        " (SELECT 1 FROM pot_entry e WHERE e.grant_line_id = l.id AND e.reason <> 'commit'))"
    ),
    "A line that the person refused still holds more than was spent or claimed of it.": (
        "SELECT r.grant_line_id FROM refused_line r JOIN line_spending s ON s.grant_line_id = r.grant_line_id"  # noqa: S608 - words of our own
        f" WHERE s.held > s.spent + {ASKED.format(line='s.grant_line_id')}"
    ),
    "Somebody was offered a place whom a required panel had not heard out.": (
        "SELECT o.id FROM offer o JOIN application a ON a.id = o.application_id JOIN panel p"
        " ON p.edition_id = a.edition_id WHERE p.required AND o.state IN ('open', 'accepted')"
        " AND p.opened_at <= o.opened_at AND ((SELECT count(*) FROM application_score s"
        " WHERE s.application_id = a.id AND s.panel_id = p.id AND s.state = 'submitted')"
        " < p.minimum OR NOT EXISTS (SELECT 1 FROM application_score s"
        " WHERE s.application_id = a.id AND s.state = 'submitted' AND s.kind = 'lived_experience'))"
    ),
    "An application's place in the order is not made of the scores that count.": (
        "SELECT a.id FROM application a LEFT JOIN standing t ON t.application_id = a.id WHERE coalesce(t.sent, 0)"
        " <> (SELECT count(*) FROM application_score s WHERE s.application_id = a.id AND s.state = 'submitted')"
    ),
    "What a draft says somebody needs is not the sum of its lines.": (
        "SELECT p.application_id FROM draft_outcome p WHERE p.needs_places + p.needs_money"
        " <> (SELECT coalesce(sum(l.amount), 0) FROM plan_line l WHERE l.application_id = p.application_id)"
    ),
    "A frozen list lost the words of somebody who was not forgotten.": (
        "SELECT f.set_id FROM frozen_reason f JOIN application a ON a.id = f.application_id"
        " WHERE (f.text = '' OR f.salt = '') AND a.forgotten_at IS NULL"
    ),
    "Somebody was scored before what they said was typed and approved.": (
        "SELECT s.id FROM application_score s JOIN audio_note n ON n.application_id = s.application_id"
        " WHERE s.state = 'submitted' AND n.approved_at IS NULL"
    ),
    "A recording is kept past its day, or of somebody who stepped back or was forgotten.": (
        "SELECT n.id FROM audio_note n JOIN application a ON a.id = n.application_id WHERE n.file_id IS NOT NULL"
        " AND (n.delete_on < CURRENT_DATE OR a.state = 'withdrawn' OR a.forgotten_at IS NOT NULL)"
    ),
    "A pot does not give what its child pots hold.": (
        "SELECT p.id FROM pot p WHERE p.given <> (SELECT coalesce(sum(c.capacity), 0) FROM pot c"
        " WHERE c.parent_id = p.id)"
    ),
    **{
        f"{words} and its payment do not say the same, or it is paid twice.": (
            f"SELECT t.id FROM {kind} t WHERE (SELECT count(*) FROM payment p WHERE p.{kind}_id = t.id AND p.live)"  # noqa: S608 - words of our own
            f" <> CASE WHEN t.state IN ({states}) THEN 1 ELSE 0 END"
        )
        for kind, words, states in (
            ("claim", "A claim", "'scheduled', 'paid', 'reconciled'"),
            ("advance", "An advance", "'scheduled', 'paid', 'settled', 'recovery_due', 'recovered', 'waived'"),
            ("fee", "A payment for time", "'scheduled', 'paid', 'reconciled'"),
        )
    },
    "A payment is not the sum that its claim is owed.": (
        "SELECT p.id FROM payment p WHERE p.live AND p.claim_id IS NOT NULL AND p.amount <>"
        " (SELECT coalesce(sum(e.delta), 0) FROM claim_line l JOIN spend_entry e ON e.source = 'claim_line:' || l.id"
        " WHERE l.claim_id = p.claim_id)"
    ),
    "A batch of payments is not whole, or one person alone let it go.": (
        "SELECT b.id FROM payment_batch b WHERE b.size <> (SELECT count(*) FROM payment p WHERE p.batch_id = b.id)"
        " OR b.released_by = b.prepared_by"
    ),
    "An account was kept after its payments were settled.": (
        "SELECT p.id FROM payment p JOIN payment_batch b ON b.id = p.batch_id WHERE p.sealed <> ''"
        " AND b.state IN ('reconciled', 'dropped')"
    ),
    "An application and its live offer do not say the same.": (
        "SELECT a.id FROM application a JOIN offer o ON o.application_id = a.id WHERE o.state = 'accepted'"
        " AND a.state <> 'accepted' OR o.state = 'open' AND a.state <> 'offered'"
    ),
    "An abstract's tally is not what its sent reviews come to.": (
        "SELECT b.id FROM abstract b LEFT JOIN review_tally t ON t.abstract_id = b.id WHERE"
        " coalesce(t.le_count + t.professional_count, 0)"
        " <> (SELECT count(*) FROM review r WHERE r.abstract_id = b.id AND r.state = 'submitted')"
        " OR coalesce(t.le_total + t.professional_total, 0) <> (SELECT coalesce(sum(r.score), 0)"
        " FROM review r WHERE r.abstract_id = b.id AND r.state = 'submitted')"
    ),
    "A sent review does not stand at its newest version.": (
        "SELECT r.id FROM review r WHERE r.state = 'submitted' AND r.version"
        " <> (SELECT coalesce(max(v.number), 0) FROM review_version v WHERE v.review_id = r.id)"
    ),
    "The kept counts of a ranking are not its own.": (
        "SELECT c.id FROM ranking_count c WHERE c.abstracts <> (SELECT count(*) FROM ranking_result x"
        " WHERE x.edition_id = c.edition_id AND coalesce(x.stream_id, 0) = coalesce(c.stream_id, 0))"
    ),
    "A slot does not hold as many places as decisions are frozen or decided on it.": (
        "SELECT s.id FROM slot s WHERE s.taken <> (SELECT count(*) FROM abstract_decision d"
        " WHERE d.edition_id = s.edition_id AND d.outcome = s.outcome AND d.state <> 'draft'"
        " AND coalesce(d.stream_id, 0) = coalesce(s.stream_id, 0))"
    ),
    "An abstract was decided that two keys did not approve.": (
        "SELECT d.id FROM abstract_decision d JOIN frozen_set s ON s.id = d.set_id"
        " WHERE d.state = 'decided' AND (s.kind <> 'abstract_decisions' OR s.state <> 'carried')"
    ),
    "There is not exactly one system person.": "SELECT 1 WHERE (SELECT count(*) FROM person WHERE is_system) <> 1",
    "Somebody reviews in one kind of seat and may co-chair in the other.": (
        "SELECT c.id FROM candidate c JOIN reviewer r ON r.person_id = c.person_id AND r.edition_id = c.edition_id"
        " WHERE r.kind <> c.kind"
    ),
    "A role card was sent that two keys did not approve.": (
        "SELECT c.id FROM co_chair c JOIN frozen_set s ON s.id = c.under_set"
        " WHERE c.state NOT IN ('proposed', 'released') AND (s.kind <> 'co_chairs' OR s.state <> 'carried')"
    ),
    "A claim does not add up to its lines, or its lines to what was noted as spent.": (
        "SELECT c.id FROM claim c WHERE c.total <> (SELECT coalesce(sum(l.base), 0) FROM claim_line l"
        " WHERE l.claim_id = c.id) OR c.approved <> (SELECT coalesce(sum(l.approved), 0) FROM claim_line l"
        " WHERE l.claim_id = c.id) OR c.state NOT IN ('draft', 'checking', 'query', 'appeal', 'history')"
        " AND c.approved <> (SELECT coalesce(sum(e.delta), 0) FROM spend_entry e JOIN claim_line l"
        " ON e.source = 'claim_line:' || l.id WHERE l.claim_id = c.id AND e.kind = 'claim')"
    ),
    "Somebody decided on their own claim, or on money they get.": (
        "SELECT c.id FROM claim c LEFT JOIN claim_line l ON l.claim_id = c.id"
        " WHERE c.person_id IN (c.decided_by, l.decided_by) OR c.pay_to_id IN (c.decided_by, l.decided_by)"
    ),
    "A total over several award lines is not what was approved on them.": (
        "SELECT k.id FROM claim_cap k WHERE k.spent <> (SELECT coalesce(sum(l.approved), 0) FROM claim_line l"
        " JOIN claim_cap_line m ON m.grant_line_id = l.grant_line_id WHERE m.cap_id = k.id)"
    ),
    "A letter was marked sent without an address.": (
        "SELECT id FROM message WHERE state = 'sent' AND (address IS NULL OR address = '')"
    ),
    "An award has not one ballot for each used code.": (
        "SELECT a.id FROM award a WHERE (SELECT count(*) FROM award_roll r WHERE r.award_id = a.id AND r.spent = 1)"
        " <> (SELECT count(*) FROM ballot b WHERE b.award_id = a.id)"
        " + (SELECT count(*) FROM sealed_ballot s WHERE s.award_id = a.id)"
    ),
    "A sealed award still has ballots in the place that was wiped.": (
        "SELECT a.id FROM award a JOIN ballot b ON b.award_id = a.id WHERE a.state IN ('sealed', 'published')"
    ),
    "A vote that is not open still keeps what one person read on a paper slip.": (
        "SELECT s.award_id FROM award_slip_reading s JOIN award a ON a.id = s.award_id WHERE a.state <> 'open'"
    ),
    "An award with a jury has an entry that is not on its shortlist.": (
        "SELECT e.id FROM award_entry e JOIN award_stages s ON s.award_id = e.award_id WHERE NOT EXISTS (SELECT 1"
        " FROM award_work w WHERE w.award_id = e.award_id AND w.reference = e.reference AND w.shortlisted)"
    ),
    "A juror gave points to a work that they present.": (
        "SELECT r.work_id FROM award_rating r JOIN award_juror j ON j.id = r.juror_id JOIN award_work w"
        " ON w.id = r.work_id WHERE r.seen = 'attended'"
        " AND j.person_id IN (w.nominee_id, coalesce(w.co_presenter_id, 0))"
    ),
    "A voting code was given out after the freeze without both keys.": (
        "SELECT r.award_id FROM award_roll r WHERE r.addition <> 0 AND NOT EXISTS (SELECT 1 FROM award_addition d"
        " JOIN frozen_set s ON s.kind = 'award_addition' AND s.about_id = d.id WHERE d.id = r.addition"
        " AND d.badge = r.badge AND s.state = 'carried' AND s.organiser_by <> s.lived_experience_by)"
    ),
    "Something is kept to be shown of somebody who is not the co-presenter of that work.": (
        "SELECT s.reference FROM award_shown s WHERE NOT EXISTS (SELECT 1 FROM award_entry e WHERE"
        " e.award_id = s.award_id AND e.reference = s.reference AND e.co_presenter_id = s.person_id) AND NOT EXISTS"
        " (SELECT 1 FROM award_work w WHERE w.award_id = s.award_id AND w.reference = s.reference"
        " AND w.co_presenter_id = s.person_id)"
    ),
    "Files of voting cards are left of an award that is not frozen.": (
        "SELECT c.award_id FROM award_cards c JOIN award a ON a.id = c.award_id WHERE a.state <> 'frozen'"
    ),
    "An award could still make voting cards after it opened.": (
        "SELECT id FROM award WHERE state NOT IN ('draft', 'frozen') AND code_salt <> ''"
    ),
}


def failed() -> list[str]:
    """The sentences that are not true now, with how many rows break each."""
    broken = []
    for sentence, statement in INVARIANTS.items():
        rows = db.session.execute(sa.text(statement)).all()
        if rows:
            broken.append(f"{sentence} ({len(rows)} found)")
    damaged = files.damaged()
    if damaged:
        broken.append(f"A kept file is missing or is not what it was. ({len(damaged)} found)")
    if spoilt := batches.spoilt():
        broken.append(f"A batch of payments is not what was frozen. ({len(spoilt)} found)")
    if altered := result.altered():
        broken.append(f"Rules, entries or roll of a vote are not what was frozen. ({len(altered)} found)")
    return broken
