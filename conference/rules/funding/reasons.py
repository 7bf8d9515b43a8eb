"""Why a step about a funded place cannot be taken now."""

from conference.rules.refusals import Reason, said


class FundingReason(Reason):
    """`reference` names the application that stands in the way."""

    lapsed = "lapsed", said("It is too late for this. Call us, and we will see what we can do.")
    no_more_days = "no_more_days", said("You have had more time already, or it is too late to ask. Call us.")
    nothing_to_refuse = "nothing_to_refuse", said("Tick what you do not need. Your place itself stays yours.")
    not_the_place = (
        "not_the_place",
        said("You can only turn down the place itself together with everything else in the offer."),
    )
    not_theirs = "not_theirs", said("This offer has changed. Read it again, then tick what you do not need.")
