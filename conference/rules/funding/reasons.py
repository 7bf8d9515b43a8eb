"""Why a step about a funded place, its money or a rate cannot be taken now."""

from conference.rules.refusals import Reason, said


class FundingReason(Reason):
    """`reference` names the application that stands in the way; `left` is what a line or a pot still holds."""

    lapsed = "lapsed", said("It is too late for this. Call us, and we will see what we can do.")
    no_more_days = "no_more_days", said("You have had more time already, or it is too late to ask. Call us.")
    nothing_to_refuse = "nothing_to_refuse", said("Tick what you do not need. Your place itself stays yours.")
    not_the_place = (
        "not_the_place",
        said("You can only turn down the place itself together with everything else in the offer."),
    )
    not_theirs = "not_theirs", said("This offer has changed. Read it again, then tick what you do not need.")
    not_yet = "not_yet", "You can save this only after the first day, for someone who accepted their place."
    call_first_not_yet = "call_first_not_yet", "This offer is still open: the person must be called first."
    no_settings = "no_settings", "Funded places are not set up for this conference. Enter the settings first."
    not_open = "not_open", "This offer is not open, so it has no last day."
    not_accepted = "not_accepted", "You can do this only after the person has accepted."

    no_ranking = (
        "no_ranking",
        "There is no ranking yet: no application has two scores, one of them from someone with lived experience.",
    )
    without_reason = "without_reason", "Choose a reason why this person is not offered a place."
    no_scores = (
        "no_scores",
        "%(reference)s cannot be on the list yet: it needs two scores, one of them from someone with lived experience.",
    )
    no_place = (
        "no_place",
        "%(reference)s has no place among its costs. Add a place, or do not offer this person a place.",
    )
    no_pot = "no_pot", "There is no pot for what %(reference)s needs. Set up both pots first."
    changed = "changed", "The draft has changed since you opened it. Check it again."
    places_short = (
        "places_short",
        "The pot of places does not hold enough for all these offers. Move someone to the waiting list,"
        " or change the costs.",
    )
    money_short = (
        "money_short",
        "The pot of money does not hold enough for all these offers. Move someone to the waiting list,"
        " or change the costs.",
    )
    fixed = "fixed", "Offers were made from this pot, so both key holders must approve its size."

    over_line = "over_line", said("This is more than the offer has left for this: %(left)s. Enter less.")
    one_each = "one_each", said("You have already asked for this.")
    own = "own", "This is your own money, so someone else must decide."
    advance_changed = "advance_changed", "The status has changed since you opened this page. Nothing was changed."

    overlap = "overlap", "Another rate is already valid on some of these days. End that rate first."
    ended = "ended", "Enter a day on or after the rate’s first day."
