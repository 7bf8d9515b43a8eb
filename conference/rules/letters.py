"""Every kind of letter: one row a kind, and its words in templates/mail, a file a language."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Letter:
    """What organisers call it, the facts that its words are made of, and how soon a call or a posted letter is due."""

    title: str
    facts: str = ""
    due: timedelta = timedelta(days=2)

    @property
    def needs(self) -> set[str]:
        return set(self.facts.split())


LETTERS = {
    "abstract_decided": Letter("Decision on an abstract", "threshold told"),
    "account_changed": Letter("Bank account changed", "payee"),
    "account_wanted": Letter("Bank account needed", "item"),
    "address_changed": Letter("Sign-in address changed"),
    "advance_approved": Letter("Advance approved", "advance currency pay_by"),
    "advance_refused": Letter("Advance refused", "advance currency"),
    "advance_to_return": Letter("Advance to return", "amount currency"),
    "application_code": Letter("Code to come back to an application", "application code"),
    "application_received": Letter("Application received", "application settings"),
    "application_withdrawn": Letter("Application withdrawn", "application"),
    "award_co_presenter": Letter("Co-presenter asked to confirm", "award stages work"),
    "award_entry": Letter("Entrant asked to confirm", "award entry"),
    "award_feedback": Letter("What the jury said", "award told won work"),
    "award_juror": Letter("Invitation to the jury", "award stages"),
    "award_jury_reminder": Letter("Reminder to the jury", "award reminder"),
    "award_jury_starts": Letter("Jury can start", "award stages"),
    "award_nominee": Letter("Nominee asked", "award stages why work"),
    "award_reminder": Letter("Reminder to say yes or no", "award reminder"),
    "award_witness": Letter("Invitation to be a witness", "award"),
    "award_witness_frozen": Letter("Fingerprints for a witness: frozen", "award digests"),
    "award_witness_published": Letter("Fingerprints for a witness: published", "award digests"),
    "award_witness_sealed": Letter("Fingerprints for a witness: sealed", "award digests"),
    "candidate_added": Letter("Candidate for co-chair asked for streams"),
    "claim_decided": Letter("Decision on a claim", "claim lines"),
    "claim_late": Letter("We are late with a claim", "claim pay_by"),
    "claim_promise_broken": Letter("Payment overdue", "claim promise"),
    "claim_promise_near": Letter("Payment due soon", "claim promise"),
    "claim_question": Letter("Question about a claim", "claim question"),
    "claim_received": Letter("Claim received", "claim"),
    "co_chair_accepted": Letter("Co-chair said yes", "seat"),
    "co_chair_change_wished": Letter("Co-chair asked for a change", "seat"),
    "co_chair_declined": Letter("Co-chair said no", "seat"),
    "co_chair_left": Letter("No longer a co-chair", "seat"),
    "co_chair_suggested_other": Letter("Co-chair suggested someone else", "seat"),
    "deputy_turned": Letter("Deputy turned a key", "frozen"),
    "desk_duty_given": Letter("New access to the organiser area", "duty person"),
    "duty_given": Letter("New task", "duty"),
    "fee_offered": Letter("Payment for time offered", "fee"),
    "key_named": Letter("Key holder named", "rank side"),
    "keys_returned": Letter("List sent back", "frozen"),
    "keys_wait": Letter("Decision waits for a key", "frozen"),
    "not_offered": Letter("No place offered", "application online_free"),
    "offer_accepted": Letter("Place confirmed", "application lines"),
    "offer_lapsed": Letter("Offer lapsed", "application last_day"),
    "offer_made": Letter("Offer of a funded place", "application last_day lines"),
    "offer_more_days": Letter("More days to answer", "application last_day"),
    "offer_refused": Letter("Offer refused", "application"),
    "offer_reminder": Letter("Reminder to answer an offer", "application last_day"),
    "offer_ring": Letter("Call about an offer", "application last_day"),
    "panel_to_read": Letter("Applications to read", "count"),
    "payment_failed": Letter("Payment did not arrive", "payment"),
    "payment_sent": Letter("Payment sent", "pay_on payment source"),
    "reviewer_invited": Letter("Invitation to review", "reviewer settings"),
    "reviews_assigned": Letter("Abstracts to review", "load settings"),
    "reviews_taken_back": Letter("List of abstracts changed", "back gone load"),
    "role_card_changed": Letter("Role card changed", "seat"),
    "role_card_sent": Letter("Invitation to co-chair", "seat"),
    "sign_in": Letter("Sign-in code", "code link minutes"),
    "talk_opened": Letter("Discussion opened", "count window"),
    "waiting_list": Letter("On the waiting list", "application band online_free"),
    "work_received": Letter("Abstract received", "abstract call"),
    "work_taken_back": Letter("Abstract withdrawn", "abstract"),
}
