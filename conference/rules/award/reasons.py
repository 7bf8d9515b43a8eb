"""Why something about an award cannot be done now: of a vote, a slip, a late code, the stages and the award itself."""

from conference.rules.refusals import Reason, said


class VoteReason(Reason):
    """Why a vote is not taken, as the voter reads it."""

    unknown_code = (
        "unknown_code",
        said("We do not know this code. Check it against your card, or ask at the registration desk."),
    )
    card_replaced = "card_replaced", said("This card was reported lost, and a new one was given. Use the new one.")
    code_used = "code_used", said("This code has already been used. A code works once.")
    own_entry = "own_entry", said("You helped to make this entry, so you cannot vote for it. Choose another one.")
    not_yet = "not_yet", said("Voting has not opened yet. Come back when it is open.")
    closed = "closed", said("Voting has closed. Your vote came too late.")
    no_such_entry = "no_such_entry", said("This entry is not on the ballot. Go back and choose again.")
    tracker_taken = "tracker_taken", said("We made a new tracker for you. Send your vote again.")


class SlipReason(Reason):
    """Why nothing was saved of a paper slip, as whoever enters it reads it."""

    unknown_code = (
        "unknown_code",
        "We do not know this code. Check each letter and number on the slip."
        " If the code is right, put the slip with those that do not count.",
    )
    no_such_entry = (
        "no_such_entry",
        "The slip has more marks than the rules allow. Check it again, or press “Blank or unreadable”.",
    )
    no_slips = "no_slips", "This award does not use paper slips."
    closed = "closed", "Voting has closed. Slips that two people have not entered do not count."
    not_yet = "not_yet", "Voting has not opened yet."


class AdditionReason(Reason):
    """Why no code is asked for or given out after the freeze."""

    on_roll = "on_roll", "This badge is on the voter list already. If the card is lost, choose that reason."
    not_on_roll = "not_on_roll", "This badge is not on the voter list, so there is no card to replace."
    replaced_already = (
        "replaced_already",
        "This card has already been replaced. Enter the newest badge, with its number in brackets.",
    )
    needs_keys = "needs_keys", "Both key holders must approve first."
    given_already = (
        "given_already",
        "This code has already been given out and cannot be shown again."
        " If it is lost, request a new code for a lost card.",
    )
    card_used = "card_used", "Someone has voted with the old card, so it cannot be replaced."
    closed = "closed", "The vote has closed."


class AwardReason(Reason):
    """Why a step of the award itself cannot be taken: by its status, or by what it holds."""

    is_draft = "is_draft", said("The status of this award has changed. It is now: draft.")
    is_frozen = "is_frozen", said("The status of this award has changed. It is now: frozen.")
    is_open = "is_open", said("The status of this award has changed. It is now: open for voting.")
    is_closed = "is_closed", said("The status of this award has changed. It is now: closed for voting.")
    is_sealing = "is_sealing", said("The status of this award has changed. It is now: being sealed.")
    is_sealed = "is_sealed", said("The status of this award has changed. It is now: sealed.")
    is_published = "is_published", said("The result is already announced.")
    jury_fills = "jury_fills", "The entries of this award come from the jury’s shortlist."
    not_accepted = "not_accepted", "Only an accepted abstract can be an entry."
    not_ready = "not_ready", "This award cannot be frozen yet. See below what is missing."
    has_additions = (
        "has_additions",
        "A late voting code was requested, so this award cannot go back to draft.",
    )
    changed_since_frozen = (
        "changed_since_frozen",
        "The rules, entries or voter list are no longer what was frozen. Someone changed them outside this page."
        " Stop here and call the lived-experience lead.",
    )
    too_early = "too_early", "Voting cannot close before its published time."
    no_vote = "no_vote", "There are no valid votes, so there is no winner and no result to freeze."
    file_gone = "file_gone", "This file has been deleted. Make the cards again."
    read_again = "read_again", "Too much time has passed. Upload the list again."
    voting_began = "voting_began", "Voting has begun, so you cannot add or remove witnesses."
    witness_already = "witness_already", "This person is already a witness."
    witness_at_the_desk = "witness_at_the_desk", "This person is an organiser, so they cannot be a witness."
    not_theirs = "not_theirs", said("Only the co-presenter can say what is shown of them.")

    @classmethod
    def of_state(cls, state: str) -> "AwardReason":
        """That the award is in this state, and the step belongs to another."""
        return cls[f"is_{state}"]


class StagesReason(Reason):
    """Why a step before the ballot cannot be taken: nominations, the long list, the jury."""

    other_phase = "other_phase", "You cannot do this at this step."
    stages_fixed = "stages_fixed", "You can no longer change who decides."
    no_last_day = "no_last_day", "Enter the last day to nominate and the last day of the jury."
    has_entries = (
        "has_entries",
        "This award already has entries. Remove them first, because the entries will come from the jury’s shortlist.",
    )
    last_day_is_over = "last_day_is_over", "The last day to nominate has passed. Set a later day first."
    nominations_closed = "nominations_closed", said("Nominations have closed.")
    answered = "answered", "They have already said yes."
    list_closed = "list_closed", said("The list is closed. Nothing was changed.")
    not_asked = "not_asked", said("No one is asked about this entry now. Nothing was changed.")
    no_co_presenter = "no_co_presenter", said("Say who presents the work with lived experience.")
    asked_already = "asked_already", "This person has already been asked."
    at_the_desk = "at_the_desk", "This person is an organiser, so they cannot be on the jury."
    no_jury = "no_jury", "This award has no jury."
    too_early = "too_early", "The jury can start only after the last day to nominate."
    too_few_works = "too_few_works", "Fewer than two entries are complete. See below what each one needs."
    too_few_jurors = "too_few_jurors", "Fewer than two jurors have said yes."
    rating_closed = "rating_closed", said("Rating has closed. Nothing was changed.")
    not_to_rate = "not_to_rate", said("You cannot rate this entry now.")
    too_close = (
        "too_close",
        said("You helped with this entry, or have a conflict of interest. Please choose that."),
    )
    conflict_stays = "conflict_stays", said("You said that you have a conflict of interest. That stays.")
    still_rating = "still_rating", "Some jurors still have entries to rate, and their last day has not passed."
    list_changed = "list_changed", "The list has changed since you opened it. Check it again."
    too_few_rated = (
        "too_few_rated",
        "Fewer than two entries were rated by at least two jurors, so there is no shortlist.",
    )
