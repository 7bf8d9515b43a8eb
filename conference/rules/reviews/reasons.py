"""Why a review or a remark on an abstract cannot be written, sent or changed now."""

from conference.rules.refusals import Reason, said


class ReviewReason(Reason):
    """`fields` are the questions that an unfinished review has not answered."""

    closed = "closed", said("It is too late to change this review. Call us if you need help.")
    unfinished = "unfinished", said("Some answers are still missing. They are marked below.")
    talk_closed = "talk_closed", said("This discussion is closed. Nothing was sent.")
    same_mind = "same_mind", said("Choose another score or other ticks. Or write a comment instead.")
