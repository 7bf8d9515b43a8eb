"""One page of the application form, with what was answered, the themes and the costs that belong to it."""

from flask import abort
from wtforms.fields import SelectChoice

from conference.forms.apply import PAGES
from conference.forms.apply_page import PageForm
from conference.forms.apply_practical import CarForm, CostsForm
from conference.forms.apply_story import InterestsForm
from conference.forms.audio_notes import where_it_stands
from conference.models.applications import Application
from conference.models.editions import Edition
from conference.queries import applications as queries
from conference.queries import audio_notes, estimates
from conference.rules.audio_notes import NotePage


def form_of(application: Application, page: str, *, typed: bool = True) -> PageForm:
    """The form of a page; typed=False leaves out what this request sent."""
    if page not in PAGES:
        abort(404)
    data = queries.answers(application, page) | {"seen": queries.seen(application, page)}
    more = {} if typed else {"formdata": None}
    form = PAGES[page](data=data, **more)
    if page in list(NotePage) and (note := audio_notes.notes_of(application).get(NotePage(page))):
        form.spoken(where_it_stands(note, application.edition.zone))
    if isinstance(form, InterestsForm):
        form.streams.choices = _themes(application.edition)
    if isinstance(form, CarForm):
        form.count_in(estimates.distance_unit(application.edition))
    if isinstance(form, CostsForm):
        costs, unknown = estimates.told_of(application)
        submitted = typed and form.is_submitted()
        form.fit(costs, unknown, application.travel_mode, application.edition.currency, typed=submitted)
    return form


def blank_pages(edition: Edition) -> list[tuple[str, PageForm]]:
    """Every page of the form with nothing in it, in the same order."""
    found = [(page, form(formdata=None)) for page, form in PAGES.items()]
    for _page, form in found:
        if isinstance(form, InterestsForm):
            form.streams.choices = _themes(edition)
        if isinstance(form, CarForm):
            form.count_in(estimates.distance_unit(edition))
    return found


def _themes(edition: Edition) -> list[SelectChoice]:
    return [SelectChoice(each.id, each.name) for each in queries.streams_of(edition)]


def all_pages(application: Application) -> list[tuple[str, PageForm]]:
    """Every page that this person is asked, in order, with what is kept."""
    return [(page, form_of(application, page, typed=False)) for page in queries.pages_of(application)]
