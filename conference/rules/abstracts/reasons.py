"""Why a step of writing, sending or taking back an abstract cannot be taken now."""

from conference.rules.refusals import Reason, said


class AbstractReason(Reason):
    """`missing` is said before sending; what was sent already is `not_whole`, or without anybody to present it."""

    closed = "closed", said("Submissions have closed. If something held you up, ask us for more time.")
    missing = "missing", said("Some pages are not finished. They are marked below.")
    not_whole = (
        "not_whole",
        said("This abstract is already submitted, so it must stay complete. Something is empty or too long."),
    )
    no_presenter = "no_presenter", said("Name at least one presenting author.")
    too_many_authors = "too_many_authors", said("You can name up to 100 authors. Name a group as one author.")
    already_sent = (
        "already_sent",
        said("This abstract is already submitted. What you change on its pages counts at once."),
    )
    decided = "decided", said("It is too late for this. Call us, and we will see what we can do.")
    no_more_time = "no_more_time", "The author can no longer change this abstract. Nothing was changed."
