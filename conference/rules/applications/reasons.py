"""Why a step about an application, its recordings or its scores cannot be taken now."""

from conference.rules.refusals import Reason, said


class ApplicationReason(Reason):
    """What a person, a panel member or an organiser is told."""

    closed = (
        "closed",
        said("Applications have closed. If something held you up, call us. We may still be able to help."),
    )
    closed_on_paper = "closed_on_paper", "Applications have closed, also by phone and on paper."
    one_each = "one_each", said("You already have an application here. Open it instead of starting another.")
    code_sent = "code_sent", said("A new code is already on its way to you. Your old code still works.")
    already_sent = "already_sent", said("You have already sent this.")
    missing = "missing", said("Some answers are still missing. They are marked below.")
    read_back = "read_back", said("Read the answers back to the person first, then tick the box.")
    too_late = "too_late", said("It is too late to withdraw this application. Nothing was changed.")

    moved_on = "moved_on", said("You have sent your application, so you can no longer change this recording.")
    decided_meanwhile = (
        "decided_meanwhile",
        "This application has been decided or withdrawn in the meantime. Nothing was changed.",
    )
    nothing_typed = "nothing_typed", "Write down what they said first."
    not_typed = "not_typed", "Write down what they said first, then read it back."
    approved = "approved", "The person has already approved these words. You can no longer change them."

    name_taken = "name_taken", "There is already a panel with this name."
    scored = (
        "scored",
        "Scores have already been sent. All applications are scored with the same questions,"
        " so you can no longer change them.",
    )
    seated = "seated", "This person is already a panel member."
    desk = "desk", "This person is an organiser or treasurer and sees names, so they cannot be a panel member."
    scores_sent = "scores_sent", said("You have already sent your scores for this application. They have not changed.")
    not_typed_yet = (
        "not_typed_yet",
        said("This person spoke instead of writing. We are still typing what they said. You can score it after that."),
    )
    not_sent = "not_sent", said("You have not sent scores for this application yet, so there is nothing to correct.")
    decided = (
        "decided",
        said("It is too late. This application is on a list that has been decided, or is waiting for its keys."),
    )
