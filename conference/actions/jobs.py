"""Ask for long work, to be done by the worker: queued in the transaction of the ask, taken by a lease."""

import json
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from conference.db import db
from conference.models.editions.editions import Edition
from conference.models.outbox import Job, JobState
from conference.models.people.people import Person

LEASE = timedelta(minutes=30)
TRIES = 3


def ask(kind: str, *, key: str, by: Person, at: datetime, edition: Edition | None = None, **payload: Any) -> Job | None:
    """Queue a job once for this key; None when it is queued already. The act that asks leaves the audit entry."""
    dedupe = f"{kind}:{key}"
    if db.session.scalar(select(Job.id).where(Job.dedupe_key == dedupe)):
        return None
    job = Job(
        edition_id=edition.id if edition else None,
        kind=kind,
        dedupe_key=dedupe,
        payload=json.dumps(payload),
        asked_by=by.id,
        asked_at=at,
        due_at=at,
    )
    db.session.add(job)
    return job


def lease(*, at: datetime, kind: str = "") -> Job | None:
    """Take the next job that is due, or the next of a kind; no other worker takes it while the lease lasts."""
    job = db.session.scalar(
        select(Job)
        .where(Job.kind == kind if kind else sa.true())
        .where(Job.state == JobState.queued, Job.due_at <= at, Job.leased_until.is_(None) | (Job.leased_until < at))
        .order_by(Job.due_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if job:
        job.leased_until, job.attempts = at + LEASE, job.attempts + 1
    return job


def settle(job: Job, error: str, *, at: datetime) -> None:
    """Note how a job ended: done, again later, or failed for a person to see."""
    job.leased_until, job.last_error = None, error[:500]
    if not error:
        job.state, job.done_at = JobState.done, at
    elif job.attempts >= TRIES:
        job.state = JobState.failed
    else:
        job.due_at = at + timedelta(minutes=job.attempts)
