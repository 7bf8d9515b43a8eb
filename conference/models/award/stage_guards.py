"""What the database refuses before the ballot: a list without co-production, points by whoever may not give them."""

from conference.triggers import refuse

ELIGIBLE = (
    "({w}.state = 'asked' AND {w}.nominee_said = 'yes' AND {w}.co_presenter_said = 'yes' AND ({w}.abstract_id IS NULL"
    " OR EXISTS (SELECT 1 FROM abstract b LEFT JOIN ranking_result r ON r.abstract_id = b.id"
    " WHERE b.id = {w}.abstract_id AND b.state = 'accepted' AND b.involvement <> 'none'"
    " AND (r.place IS NULL OR r.co_produced))))"
)


def _in_phase(row: str, *phases: str) -> str:
    words = ", ".join(f"'{phase}'" for phase in phases)
    return f"EXISTS (SELECT 1 FROM award_stages s WHERE s.award_id = {row}.award_id AND s.phase IN ({words}))"


# -- The stages stand still once nominations open -------------------------------------------------

_MAY_START = (
    "EXISTS (SELECT 1 FROM award a WHERE a.id = NEW.award_id AND a.state = 'draft')"
    " AND NOT EXISTS (SELECT 1 FROM award_entry e WHERE e.award_id = NEW.award_id)"
)
refuse(
    "award_stages_set_in_draft",
    "award_stages",
    "INSERT",
    "stages are set while the award is a draft without entries",
    f"NEW.phase <> 'preparing' OR NOT ({_MAY_START})",
)
refuse(
    "award_stages_frozen",
    "award_stages",
    "UPDATE OF award_id, stages, nominations_until, rating_until, size",
    "the stages are fixed once nominations are open",
    "OLD.phase <> 'preparing'",
)
refuse("award_stages_kept", "award_stages", "DELETE", "the stages are fixed", "OLD.phase <> 'preparing'")
_STEPS = (("preparing", "nominating"), ("nominating", "rating"), ("rating", "closed"), ("closed", "shortlisted"))
refuse(
    "award_stages_steps",
    "award_stages",
    "UPDATE OF phase",
    "stages take one step after the other",
    "OLD.phase <> NEW.phase AND NOT ("
    + " OR ".join(f"OLD.phase = '{old}' AND NEW.phase = '{new}'" for old, new in _STEPS)
    + ")",
)
refuse(
    "award_seed_is_published",
    "award",
    "UPDATE OF seed",
    "the seed of the draw is published with the nominations",
    "NEW.seed <> OLD.seed AND EXISTS (SELECT 1 FROM award_stages s WHERE s.award_id = NEW.id"
    " AND s.phase <> 'preparing')",
)

# -- The long list --------------------------------------------------------------------------------

refuse(
    "award_work_while_nominating",
    "award_work",
    "INSERT",
    "a work is nominated while nominations are open, and nobody has said anything yet",
    f"NEW.state <> 'new' OR NEW.nominee_said <> 'waiting' OR NEW.co_presenter_said <> 'waiting' OR NEW.shortlisted"
    f" OR NOT {_in_phase('NEW', 'nominating')}",
)
refuse(
    "award_work_is_accepted",
    "award_work",
    "INSERT",
    "a nominated abstract is an accepted one of the same edition",
    "NEW.abstract_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM abstract b JOIN award a ON a.edition_id = b.edition_id"
    " WHERE b.id = NEW.abstract_id AND a.id = NEW.award_id AND b.state = 'accepted')",
)
refuse(
    "award_work_answered_in_time",
    "award_work",
    "UPDATE OF award_id, abstract_id, reference, title, presenters, pitch, state, nominee_id, nominee_said,"
    " co_presenter_id, co_presenter_said",
    "the long list stands still once the rating is closed",
    f"NOT {_in_phase('OLD', 'nominating', 'rating')}",
)
refuse(
    "award_shortlist_is_co_produced",
    "award_work",
    "UPDATE OF shortlisted",
    "the shortlist is made after the rating, of works to which both people said yes and which are co-produced",
    f"NEW.shortlisted AND NOT ({_in_phase('NEW', 'closed')} AND {ELIGIBLE.format(w='NEW')})",
)
refuse("award_work_kept", "award_work", "DELETE", "a work stays on the long list; leave it out with a reason")
refuse(
    "award_nomination_in_time",
    "award_nomination",
    "INSERT",
    "nominations are closed",
    "NOT EXISTS (SELECT 1 FROM award_work w JOIN award_stages s ON s.award_id = w.award_id"
    " WHERE w.id = NEW.work_id AND s.phase = 'nominating')",
)
refuse("award_nomination_stands", "award_nomination", "UPDATE OF work_id, why", "a nomination is never changed")
refuse("award_nomination_kept", "award_nomination", "DELETE", "a nomination is never deleted")

# -- The jury -------------------------------------------------------------------------------------

refuse(
    "juror_before_the_close",
    "award_juror",
    "INSERT",
    "a juror is asked before the rating closes, and has said nothing yet",
    f"NEW.said <> 'waiting' OR NOT {_in_phase('NEW', 'preparing', 'nominating', 'rating')}",
)
refuse(
    "juror_not_at_the_desk",
    "award_juror",
    "INSERT",
    "an organiser of the edition makes the shortlist and cannot be on the jury",
    "EXISTS (SELECT 1 FROM role r JOIN award a ON a.edition_id = r.edition_id WHERE a.id = NEW.award_id"
    " AND r.person_id = NEW.person_id AND r.duty = 'organiser')",
)
refuse(
    "role_not_for_a_juror",
    "role",
    "INSERT",
    "a juror of the edition does not sit at the desk, where the shortlist is made",
    "NEW.duty = 'organiser' AND EXISTS (SELECT 1 FROM award_juror j JOIN award a ON a.id = j.award_id"
    " WHERE j.person_id = NEW.person_id AND a.edition_id = NEW.edition_id AND j.said <> 'no')",
)
refuse(
    "juror_says_before_the_close",
    "award_juror",
    "UPDATE",
    "the jury stands still once the rating is closed",
    f"NEW.award_id <> OLD.award_id OR NEW.person_id <> OLD.person_id"
    f" OR NOT {_in_phase('OLD', 'preparing', 'nominating', 'rating')}",
)
refuse("juror_kept", "award_juror", "DELETE", "who was asked to be a juror is kept")

_MAY_RATE = (
    "EXISTS (SELECT 1 FROM award_juror j JOIN award_work w ON w.award_id = j.award_id JOIN award_stages s"
    " ON s.award_id = j.award_id WHERE j.id = NEW.juror_id AND w.id = NEW.work_id AND j.said = 'yes'"
    f" AND s.phase = 'rating' AND {ELIGIBLE.format(w='w')})"
)
_TOO_CLOSE = (
    "EXISTS (SELECT 1 FROM award_juror j JOIN award_work w ON w.id = NEW.work_id WHERE j.id = NEW.juror_id"
    " AND (j.person_id IN (w.nominee_id, coalesce(w.co_presenter_id, 0))"
    " OR EXISTS (SELECT 1 FROM award_nomination n WHERE n.work_id = w.id AND n.person_id = j.person_id)"
    " OR EXISTS (SELECT 1 FROM abstract b WHERE b.id = w.abstract_id AND b.submitter_id = j.person_id)"
    " OR EXISTS (SELECT 1 FROM abstract_author t WHERE t.abstract_id = w.abstract_id AND t.person_id = j.person_id)"
    " OR EXISTS (SELECT 1 FROM conflict c JOIN reviewer v ON v.id = c.reviewer_id"
    " WHERE c.abstract_id = w.abstract_id AND v.person_id = j.person_id AND c.status <> 'cleared')))"
)
for _when in ("INSERT", "UPDATE"):
    refuse(
        f"rating_by_the_jury_{_when.lower()}",
        "award_rating",
        _when,
        "a juror who said yes rates the works of the award while the rating is open",
        f"NOT {_MAY_RATE}",
    )
    refuse(
        f"rating_not_of_ones_own_{_when.lower()}",
        "award_rating",
        _when,
        "a juror gives no points to a work they present, nominated, or have a conflict with",
        f"NEW.seen = 'attended' AND {_TOO_CLOSE}",
    )
refuse(
    "rating_conflict_stays",
    "award_rating",
    "UPDATE",
    "a conflict that was said stays, and a rating stays with its juror and work",
    "(OLD.seen = 'conflict' AND NEW.seen <> 'conflict') OR OLD.juror_id <> NEW.juror_id OR OLD.work_id <> NEW.work_id",
)
refuse("rating_kept", "award_rating", "DELETE", "a rating is never deleted")

# -- From the shortlist to the ballot, or to both keys ----------------------------------------------

_SHORTLISTED = (
    "EXISTS (SELECT 1 FROM award_work w WHERE w.award_id = {e}.award_id AND w.reference = {e}.reference"
    " AND w.shortlisted AND w.co_presenter_id = {e}.co_presenter_id AND " + ELIGIBLE.format(w="w") + ")"
)
for _when in ("INSERT", "UPDATE"):
    refuse(
        f"award_entry_is_shortlisted_{_when.lower()}",
        "award_entry",
        _when,
        "the jury’s shortlist makes the entries of this award",
        f"EXISTS (SELECT 1 FROM award_stages s WHERE s.award_id = NEW.award_id) AND NOT {_SHORTLISTED.format(e='NEW')}",
    )
refuse(
    "award_freeze_after_the_jury",
    "award",
    "UPDATE OF state",
    "an award with a jury is frozen with entries of its shortlist only",
    "NEW.state = 'frozen' AND OLD.state = 'draft' AND EXISTS (SELECT 1 FROM award_stages s"
    " WHERE s.award_id = NEW.id AND (s.phase <> 'shortlisted' OR s.stages <> 'jury_then_ballot'"
    f" OR EXISTS (SELECT 1 FROM award_entry e WHERE e.award_id = NEW.id AND NOT {_SHORTLISTED.format(e='e')})))",
)
refuse(
    "award_published_by_its_jury",
    "award",
    "UPDATE OF state",
    "only an award that a jury alone decides is published without a ballot, once its rating is closed",
    "NEW.state = 'published' AND OLD.state = 'draft' AND NOT EXISTS (SELECT 1 FROM award_stages s"
    " WHERE s.award_id = NEW.id AND s.stages = 'jury_only' AND s.phase = 'shortlisted')",
)
