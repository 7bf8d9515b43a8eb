"""Why a claim, a payment or a payment for somebody's time cannot go on now."""

from conference.rules.refusals import Reason, said


class ClaimReason(Reason):
    """`left` is what would still fit."""

    no_yes = "no_yes", said("You can claim costs back once you have accepted our offer.")
    no_money = (
        "no_money",
        said(
            "Your offer covers your place only, so there is nothing to claim. If you had to pay for something, call us."
        ),
    )
    one_draft = "one_draft", said("You have already started a claim. Continue with that one.")
    no_lines = "no_lines", said("Add a cost first.")
    no_receipt = "no_receipt", said("Some costs have no receipt yet.")
    over_lost_limit = (
        "over_lost_limit",
        said("We cannot pay this much without a receipt. Call us, and we will find a way."),
    )
    same_receipt = (
        "same_receipt",
        said("You have already given us this receipt. If one bill covers two things, choose the other cost."),
    )
    too_many_lines = "too_many_lines", said("This claim is full. Send it, and start another one.")
    read_back = "read_back", said("Read all of it back to the person first.")
    moved_on = "moved_on", said("This changed while you were looking at it. Read it again.")
    no_question = "no_question", said("You have answered this question already. Read your claim again.")
    appealed = "appealed", said("You have asked us to look again already. Call us if you need help.")
    amount = "amount", said("Enter how much you paid.")
    no_exchange_rate = (
        "no_exchange_rate",
        said("Enter what your bank charged you, so that we know what to pay back."),
    )
    no_rate = "no_rate", said("We have no rate for this day. Call us, and we will work it out.")
    own_claim = "own_claim", "This is your own claim, or the money goes to you, so someone else must decide."
    undecided = "undecided", "Decide about each cost. Nothing was changed."
    no_reason = "no_reason", "Enter a reason for each cost that we do not pay in full."
    more_than_asked = "more_than_asked", "Do not enter more than was claimed."
    over_line = "over_line", "The offer has %(left)s left for this. Enter that amount or less."
    over_cap = "over_cap", "The limit for these costs together has %(left)s left. Enter that amount or less."
    two_questions = (
        "two_questions",
        "You have already asked two questions. Decide with what you have, or call the person.",
    )
    rate_stands = "rate_stands", "There is already a rate for this day. You cannot change a rate."


class PaymentReason(Reason):
    """Batches, and the accounts that they pay into."""

    same_person = (
        "same_person",
        "You created this batch, so someone else must release it. Nothing was changed.",
    )
    own_money = (
        "own_money",
        "You get money from this batch, or entered payment details in it, so someone else must release it.",
    )
    approved_it = (
        "approved_it",
        "This batch was created automatically, and you approved something in it. Someone else must release it, "
        "or delete it and create a new batch.",
    )
    changed = "changed", "The status has changed since you opened this page. Nothing was changed."
    moved_on = "moved_on", "This payment has been settled in the meantime. Call the person, and ask for help."
    no_file = "no_file", "The file for the bank could not be created. Nothing was changed."
    nothing_owed = "nothing_owed", said("There is nothing to pay now, so we have not saved these details.")


class FeeReason(Reason):
    """Involvement payments."""

    too_late = "too_late", said("It is too late to change this. Call us, and we will see what we can do.")
    task_began = "task_began", "The task has begun. Offer a payment before the task begins."
    own = "own", "This is your own money, so someone else must decide."
    nothing_to_pay = "nothing_to_pay", "This person does not want this payment. Close it instead."
    changed = "changed", said("This changed while you were looking at it. Read it again.")
