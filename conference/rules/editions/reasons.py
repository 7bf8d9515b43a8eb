"""Why something that an edition says or asks cannot be done now."""

from conference.rules.refusals import Reason, said


class EditionReason(Reason):
    """`parts` names what is not said yet."""

    unfilled = "unfilled", "Fill in every part before you publish the description: %(parts)s."
    not_asked = "not_asked", said("The questions have changed since you opened this page. Please answer them again.")
