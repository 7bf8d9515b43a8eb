"""Why a decision on an abstract cannot be drafted, changed or frozen now."""

from conference.rules.refusals import Reason


class SelectionReason(Reason):
    """`stream`, `outcome`, `wanted` and `left` say where there are too few places."""

    ranking_changed = (
        "ranking_changed",
        "The ranking has changed since you opened this page. The page now shows the newest ranking.",
    )
    reviews_changed = (
        "reviews_changed",
        "New reviews have changed co-production since these were drafted. Delete the drafts and draft again.",
    )
    below_the_rule = (
        "below_the_rule",
        "This abstract is below the co-production rule, so it cannot be an oral presentation.",
    )
    no_slots = (
        "no_slots",
        "%(stream)s has no %(outcome)s slots yet. Set the slots first. Both key holders must approve them.",
    )
    no_room = "no_room", "%(stream)s: %(wanted)s drafted as %(outcome)s, but only %(left)s slots are left."
