"""The demo's second award: a jury with lived experience rates sessions, and is half done."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from conference.actions.award import awards as award, jury, stages as awards
from conference.models.award.stages import AwardStages, AwardWork, Juror
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.queries.award import stages as queries
from conference.queries.people import people
from conference.rules.award.stages import Seen, Stages

SESSIONS = (
    ("A waiting room without waiting", "Patients drew it, and it was built.", "eve"),
    ("Night rounds, told by those who lay awake", "I heard my own nights in it.", "eve"),
    ("What carers carry", "Nobody in the room looked at a phone.", "ben"),
)
NOT_ANSWERED = ("Shared rotas", "It made our ward kinder.")


def load(edition: Edition, cast: Mapping[str, Person], *, at: datetime) -> None:
    """Nominations ended yesterday; two jurors rate, and neither sees the other's points."""
    by, began = cast["dara"], at - timedelta(days=20)
    made = award.make(
        edition,
        name="Best session",
        name_nl="Beste sessie",
        question="Which session did most for patients and carers?",
        question_nl="Welke sessie deed het meest voor patiënten en mantelzorgers?",
        opens_at=at + timedelta(days=119),
        closes_at=at + timedelta(days=122),
        by=by,
        at=began,
    )
    until = {"nominations_until": at - timedelta(days=1), "rating_until": at + timedelta(days=118)}
    awards.set_stages(made, stages=Stages.jury_then_ballot, size=2, **until, by=by, at=began)
    stages = queries.stages_of(made)
    if stages is None:  # never: it was set a line ago
        return
    awards.open_nominations(stages, by=by, at=began)
    works = [_entrant(stages, *session, cast=cast, at=began) for session in SESSIONS]
    waits = _nominated(stages, *NOT_ANSWERED, at=began)
    awards.ask_nominee(waits, nominee=cast["chidi"], by=by, at=began)
    jurors = [_juror(stages, cast[key], by=by, at=began) for key in ("amina", "ben")]
    jury.start_rating(stages, by=by, at=at)
    for work, points in zip(works, ((5, 4, 4), (4, 4, 5)), strict=False):
        _rate(jurors[0], work, points, at=at)


def _nominated(stages: AwardStages, title: str, why: str, *, at: datetime) -> AwardWork:
    who = {"name": "Nia Hall", "reach": "nia@demo.example", "person": None, "by": people.system()}
    return awards.nominate(stages, abstract=None, title=title, why=why, **who, at=at)  # type: ignore[arg-type]


def _entrant(
    stages: AwardStages,
    title: str,
    why: str,
    co_presenter: str,
    *,
    cast: Mapping[str, Person],
    at: datetime,
) -> AwardWork:
    work = _nominated(stages, title, why, at=at)
    asked, beside = cast["chidi"], cast[co_presenter]
    awards.ask_nominee(work, nominee=asked, by=cast["dara"], at=at)
    presenters = f"{asked.name} and {beside.name}"
    said = {"named": beside.name, "presenters": presenters, "pitch": why}
    awards.nominee_says(work, yes=True, co_presenter=beside, **said, by=asked, at=at)
    awards.co_presenter_says(work, yes=True, by=beside, at=at)
    return work


def _juror(stages: AwardStages, person: Person, *, by: Person, at: datetime) -> Juror:
    juror = jury.invite(stages, person=person, by=by, at=at)
    jury.juror_says(juror, yes=True, by=person, at=at)
    return juror


def _rate(juror: Juror, work: AwardWork, points: tuple[int, int, int], *, at: datetime) -> None:
    content, form, wow = points
    given = {"content": content, "format": form, "wow": wow}
    jury.rate(juror, work, seen=Seen.attended, **given, comment="Clear and kind.", by=juror.person, at=at)
