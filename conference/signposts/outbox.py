"""What waits of letters."""

from datetime import datetime

from sqlalchemy import func, select

from conference.db import db
from conference.models.editions.editions import Edition
from conference.models.outbox import Message
from conference.rules.outbox import MessageState
from conference.rules.people.duties import Channel
from conference.signposts.lines import Waiting


def waiting(edition: Edition, *, at: datetime) -> list[Waiting]:
    """Calls to make, letters to post, and e-mails that could not be sent."""
    lines = []
    for channel, text in ((Channel.phone, "People to call"), (Channel.post, "Letters to print and post")):
        count, due = db.session.execute(
            select(func.count(), func.min(Message.due_at)).where(
                Message.edition_id == edition.id, Message.channel == channel, Message.state == MessageState.queued
            )
        ).one()
        lines.append(Waiting(text, count, "desk_letters.index", {"tasks": 1}, due=due))
    failed = db.session.scalar(
        select(func.count()).where(Message.edition_id == edition.id, Message.state == MessageState.failed)
    )
    lines.append(Waiting("Emails that could not be sent", failed or 0, "desk_letters.index"))
    return [line for line in lines if line.count]
