"""Render a letter as PDF in a child process, from our own templates; where that cannot be, say so and return None."""

import logging
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache

from flask import render_template

from conference.engines import child

SECONDS = 120
WHAT_TO_INSTALL = (
    "PDF letters are off: WeasyPrint's system library (Pango) is missing, so letters are served as pages to print. "
    "Debian and Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0. "
    "macOS: brew install pango."
)
log = logging.getLogger("alongside.pdf")


@cache
def available() -> bool:
    """Whether letters can be made as PDF on this machine."""
    return child.run("typeset", b"", seconds=SECONDS).returncode != child.MISSING


def render(template: str, **facts: object) -> bytes | None:
    """The PDF (PDF/UA-1) of a template; None, and the page to print is shown instead, where none can be made."""
    return of(render_template(template, **facts))


def of(html: str) -> bytes | None:
    """The PDF of a page of ours, or None."""
    try:
        made = child.run("typeset", html.encode(), seconds=SECONDS)
    except subprocess.TimeoutExpired:
        log.warning("no PDF within %s seconds", SECONDS)
        return None
    if made.returncode not in (0, child.MISSING):
        log.warning("no PDF: %s", made.stderr.decode(errors="replace")[-500:])
    return made.stdout or None


def each(pages: Iterable[str]) -> Iterator[bytes]:
    """The PDF of page after page of ours, all by one child process, which stays small. Raises child.SolverFailed."""
    return child.each("typeset", (html.encode() for html in pages), seconds=SECONDS)
