"""Queue a letter in the transaction of its fact; send a queued one."""

import secrets
import smtplib
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from flask import current_app, render_template
from flask_babel import force_locale

from conference.db import db
from conference.models.editions.editions import Edition
from conference.models.outbox import Message
from conference.models.people.people import Person
from conference.rules.letters import LETTERS
from conference.rules.people.duties import Channel


class UndeclaredLetter(Exception):
    """A letter of no declared kind, or without a fact that its words are made of."""


def queue(
    kind: str,
    *,
    to: Person,
    edition: Edition | None,
    key: str,
    at: datetime,
    due: datetime | None = None,
    channel: Channel | None = None,
    address: str | None = None,
    **facts: object,
) -> Message | None:
    """Put one letter to one person into the outbox, by their channel and in their language.

    `key` names the fact (such as an offer's id): the same kind, person and key is queued once only,
    and None comes back for a repeat. Somebody without an e-mail address gets a call or a posted letter,
    which becomes a task of the desk, due at `due`, else as its kind says. `address` is for letters that
    may go to one address only, such as a sign-in link.
    """
    if kind not in LETTERS or not LETTERS[kind].needs <= facts.keys():
        raise UndeclaredLetter(f"{kind} with {sorted(facts)}: declare it in rules/letters.py")
    channel = channel or _channel_of(to)
    dedupe = f"{kind}:{to.id}:{key}"
    if db.session.query(Message.id).filter_by(dedupe_key=dedupe).first():
        return None
    with force_locale(to.lang):
        text = render_template(f"mail/{to.lang}/{kind}.txt", to=to, edition=edition, address=address_of, **facts)
        text += render_template("mail/signature.txt", edition=edition)
    subject, _, body = text.partition("\n")
    addresses = {Channel.email: to.mail_address, Channel.phone: to.phone, Channel.post: to.postal_address}
    letter = Message(
        edition_id=edition.id if edition else None,
        person_id=to.id,
        kind=kind,
        dedupe_key=dedupe,
        channel=channel,
        lang=to.lang,
        address=address or addresses[channel],
        subject=" ".join(subject.split()),
        body=body.strip() + "\n",
        message_id=f"<{secrets.token_hex(16)}@{urlsplit(current_app.config['BASE_URL']).hostname}>",
        due_at=due or (at if channel == Channel.email else at + LETTERS[kind].due),
        created_at=at,
    )
    db.session.add(letter)
    db.session.flush()
    return letter


def address_of(endpoint: str, **values: object) -> str:
    """The whole address of a page, built from BASE_URL and never from a request."""
    parts = urlsplit(str(current_app.config["BASE_URL"]))
    adapter = current_app.url_map.bind(parts.netloc, parts.path or "/", url_scheme=parts.scheme)
    return adapter.build(endpoint, values, force_external=True)


def _channel_of(person: Person) -> Channel:
    """The chosen channel where it can reach the person, else the next that can; post is the last resort."""
    reach = {
        Channel.email: person.mail_address,
        Channel.phone: person.phone,
        Channel.post: person.postal_address,
    }
    for channel in (person.channel, Channel.email, Channel.phone):
        if reach[channel]:
            return channel
    return Channel.post


def message_of(letter: Message) -> EmailMessage:
    """The e-mail of a letter: one recipient, plain text, a stable Message-ID."""
    message = EmailMessage()
    message["From"] = current_app.config["MAIL_FROM"]
    message["To"] = letter.address
    message["Subject"] = letter.subject
    message["Message-ID"] = letter.message_id
    message["Content-Language"] = letter.lang
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    return message


def deliver(message: EmailMessage) -> None:
    """Hand one message over: to INSTANCE/mail with MAIL_URL=folder, else to the SMTP server it names."""
    url = str(current_app.config["MAIL_URL"])
    if url == "folder":
        folder = Path(current_app.config["INSTANCE"]) / "mail"
        folder.mkdir(exist_ok=True)
        name = str(message["Message-ID"]).strip("<>").split("@")[0]
        (folder / f"{name}.eml").write_bytes(message.as_bytes())
        return
    parts = urlsplit(url)
    kind = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    with kind(parts.hostname or "localhost", parts.port or 0, timeout=20) as server:
        if "starttls" in parse_qs(parts.query):
            server.starttls()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)
