"""flask reviews …: plan who reviews what, and give the plan out."""

import time
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from conference.actions.reviewers import assignment
from conference.actions.reviews import imported
from conference.cli.files import dry_run_option, file_argument, map_option, take_in
from conference.cli.output import as_json, edition_option, edition_or_exit, say, system, wrong
from conference.db import now, writing
from conference.engines.child import SolverFailed
from conference.models.editions.editions import Edition
from conference.models.reviewers.assignment import AssignmentProposal
from conference.queries.editions import editions
from conference.queries.reviewers import assignment as queries, question as planning, reviewers
from conference.rules.people.duties import Kind
from conference.rules.refusals import Refused
from conference.rules.reviewers import feasibility as rules
from conference.rules.reviewers.assignment import Seats
from conference.rules.reviewers.feasibility import Outlook, Supply
from conference.rules.reviews.imported import NoScale, Scale

group = AppGroup("reviews", help="Who reviews what, and what they said.")


@group.command("assign")
@edition_option
@click.option("--per-abstract", default=3, show_default=True, help="Reviews of each abstract.")
@click.option("--lived-experience", default=1, show_default=True, help="How many of them by lived experience.")
@click.option("--professional", default=1, show_default=True, help="How many of them by professionals.")
@click.option("--fair", is_flag=True, help="Raise the worst fit, at a little of the others.")
@click.option("--publish", is_flag=True, help="Put the plan in force; reviewers are told.")
@click.option("--name", default="", help="The plan's name; by default the moment it was drawn up.")
@as_json
def assign(
    code: str, per_abstract: int, lived_experience: int, professional: int, fair: bool, publish: bool, name: str,
    as_json: bool,
) -> None:  # fmt: skip
    """Draw up the best plan there is, and name every seat that nobody can fill."""
    seats = Seats(per_abstract, lived_experience, professional)
    problem = seats.problem()
    if problem:
        wrong(problem)
    began = time.monotonic()
    try:
        with writing():
            at = now()
            edition = edition_or_exit(code)
            plan_name = name or f"Plan of {at:%Y-%m-%d %H:%M:%S}.{at.microsecond // 1000:03d}"
            proposal = assignment.draw_up(edition, name=plan_name, seats=seats, fair=fair, by=system(at), at=at)
            if publish:
                assignment.publish(proposal, by=system(at), at=at)
            result = told(edition, proposal)
    except Refused as no:
        wrong(no.words)
    except SolverFailed as problem:
        wrong(f"No plan was drawn up. {problem}")
    result["seconds"] = round(time.monotonic() - began, 3)
    say(result, as_json=as_json, words=_words(result), short=bool(result["shortfall"]))


@group.command("import")
@file_argument
@edition_option
@map_option
@click.option("--scale", required=True, metavar="BEST:WORST", help="The scale of the file's scores, such as 1:5.")
@click.option("--kind", type=click.Choice([kind.value for kind in Kind]), help="Of reviewers where no column says it.")
@click.option("--create", is_flag=True, help="Add reviewers and pairs that the edition does not have.")
@dry_run_option
@as_json
def import_(
    file: Path, code: str, pairs: tuple[str, ...], scale: str, kind: str | None, create: bool, dry_run: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Take in reviews written elsewhere: abstract, reviewer, kind, score, co_production, comment."""
    try:
        turned = Scale.of(scale)
    except NoScale as problem:
        wrong(str(problem))
    of_kind = Kind(kind) if kind else None
    take_in(
        imported.take_in, file, code, pairs, dry_run=dry_run, as_json=as_json,
        scale=turned, kind=of_kind, create=create,
    )  # fmt: skip


@group.command("feasibility")
@edition_option
@click.option("--per-abstract", default=3, show_default=True, help="Reviews of each abstract.")
@click.option("--lived-experience", default=1, show_default=True, help="How many of them by lived experience.")
@click.option("--professional", default=1, show_default=True, help="How many of them by professionals.")
@click.option("--more-lived-experience", "more_lived", default=0, help="What if so many more had lived experience?")
@click.option("--more-professional", "more_professional", default=0, help="What if there were so many more of them?")
@as_json
def feasibility(
    code: str, per_abstract: int, lived_experience: int, professional: int, more_lived: int, more_professional: int,
    as_json: bool,
) -> None:  # fmt: skip
    """Tell before any plan is made whether there are enough people of each kind, in all and in each stream."""
    seats = Seats(per_abstract, lived_experience, professional)
    problem = seats.problem()
    if problem:
        wrong(problem)
    edition = edition_or_exit(code)
    settings = reviewers.settings(edition)
    question = rules.tried(
        planning.question(edition, seats, at=now()),
        lived=more_lived, professional=more_professional, each=per_abstract, load=settings.default_load,
    )  # fmt: skip
    found = rules.outlook(question, minutes_each=settings.minutes_each, fee=settings.fee)
    names = {stream.id: stream.name for stream in editions.streams_of(edition)}
    result = outlook_told(found, names, edition.currency)
    say(result, as_json=as_json, words=_outlook_words(result), short=not found.is_enough)


@group.command("export")
@edition_option
@click.option("--proposal", "name", default="", help="The plan of that name; by default the one in force.")
@as_json
def export(code: str, name: str, as_json: bool) -> None:
    """Give out who reviews what."""
    edition = edition_or_exit(code)
    proposal = queries.named(edition, name) if name else queries.published(edition)
    if proposal is None:
        wrong(f"There is no plan “{name}”." if name else "No plan is in force. Publish one, or name one.")
    found = queries.exported(proposal)
    lines = [f"{one['abstract']}  {one['seat']}  {one['kind']}  {one['reviewer']}" for one in found]
    say({"assignments": found}, as_json=as_json, words="\n".join(lines) or "This plan is empty.")


def told(edition: Edition, proposal: AssignmentProposal) -> dict[str, Any]:
    """What a plan does and leaves short, for people and for scripts."""
    return {
        "proposal": proposal.name,
        "abstracts": queries.abstract_count(edition),
        "assigned": queries.pair_count(proposal),
        "shortfall": [
            {
                "abstract": one.abstract.reference,
                "source_id": one.abstract.source_id,
                "seat": one.seat.value,
                "missing": one.missing,
                "cause": one.cause.value,
                "reason": queries.reason(one),
            }
            for one in queries.shortfalls(proposal)
        ],
        "affinity": proposal.affinity,
        "worst": queries.worst_fit(proposal),
    }


def outlook_told(found: Outlook, names: dict[int, str], currency: str) -> dict[str, Any]:
    """Seats against what people offered, for people and for scripts."""

    def supply(one: Supply) -> dict[str, Any]:
        return {
            "needed": one.needed,
            "people": one.people,
            "places": one.places,
            "enough": one.is_enough,
            "people_missing": one.missing,
        }

    return {
        "enough": found.is_enough,
        "abstracts": found.abstracts,
        "reviews": found.reviews,
        "places": found.places,
        "hours": found.hours,
        "fees": found.fees,
        "currency": currency,
        "lived_experience": supply(found.lived_experience),
        "professional": supply(found.professional),
        "streams": [
            {
                "stream": names.get(one.stream or 0),
                "abstracts": one.abstracts,
                "lived_experience": supply(one.lived_experience),
                "professional": supply(one.professional),
            }
            for one in found.streams
        ],
    }


def _outlook_words(result: dict[str, Any]) -> str:
    lines = [
        f"{result['reviews']} reviews of {result['abstracts']} abstracts, {result['places']} places offered, "
        f"{result['hours']} hours: {'enough' if result['enough'] else 'not enough'}."
    ]
    for part in (result, *result["streams"]):
        for kind in ("lived_experience", "professional"):
            one = part[kind]
            where = part.get("stream") or ("In all" if part is result else "No stream")
            missing = f", people missing: {one['people_missing']}" if one["people_missing"] else ""
            lines.append(f"  {where}, {kind.replace('_', ' ')}: {one['places']} places for {one['needed']}{missing}")
    return "\n".join(lines)


def _words(result: dict[str, Any]) -> str:
    lines = [
        f"{result['proposal']}: {result['assigned']} reviews of {result['abstracts']} abstracts, "
        f"affinity {result['affinity']}, worst {result['worst']}, {result['seconds']} seconds."
    ]
    lines += [f"  {one['abstract']} {one['seat']}: {one['reason']}" for one in result["shortfall"]]
    return "\n".join(lines)


commands = (group,)
