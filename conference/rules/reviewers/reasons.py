"""Why a reviewer cannot be asked or answer so, and why a plan or a seat in it cannot be taken a step on."""

from conference.rules.refusals import Reason, said


class ReviewerReason(Reason):
    """`over_limit` and `has_begun` stand in the way of publishing, `limit_before` and `begun_in_it` of undoing."""

    already_reviewer = (
        "already_reviewer",
        "This person has already been invited. A person can review only as one kind in a conference.",
    )
    disabled = "disabled", "This account is disabled. Use another email address, or enable the account first."
    at_the_desk = (
        "at_the_desk",
        "This person is an organiser or treasurer and sees the scores, so they cannot review.",
    )
    has_reviews = (
        "has_reviews",
        said("You already have more than that to read. Call us, and we will ask someone else to read some of them."),
    )

    name_taken = "name_taken", "There is already a plan with this name."
    not_a_draft = "not_a_draft", "This plan has already been published."
    over_limit = "over_limit", "Someone has chosen a smaller number since. Create a new plan."
    has_begun = (
        "has_begun",
        "Someone has started a review since. Create a new plan, so that no review is lost.",
    )
    not_in_force = "not_in_force", "This plan is not in use."
    limit_before = (
        "limit_before",
        "Someone has since chosen a smaller number than the earlier plan gives them. Create another plan.",
    )
    begun_in_it = (
        "begun_in_it",
        "Someone has started a review that is new in this plan, so you cannot undo it. Create another plan.",
    )

    seat_taken = (
        "seat_taken",
        "Nothing was changed: someone else has this review now, or this person can no longer take it.",
    )
