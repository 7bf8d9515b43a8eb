"""One page of the application form, with what was answered, the themes and the costs that belong to it."""

from flask import abort
from wtforms.fields import SelectChoice

from conference.forms.applications.form import PAGES
from conference.forms.applications.page import PageForm
from conference.forms.applications.practical import CarForm, CostsForm
from conference.forms.applications.recordings import where_it_stands
from conference.forms.applications.story import InterestsForm
from conference.models.applications.applications import Application
from conference.models.editions.editions import Edition
from conference.queries.applications import applications as queries, recordings
from conference.queries.funding import estimates
from conference.rules.applications.recordings import NotePage


def form_of(application: Application, page: str, *, typed: bool = True) -> PageForm:
    """The form of a page; typed=False leaves out what this request sent."""
    if page not in PAGES:
        abort(404)
    data = queries.answers(application, page) | {"seen": queries.seen(application, page)}
    more = {} if typed else {"formdata": None}
    form = PAGES[page](data=data, **more)
    if page in list(NotePage) and (note := recordings.notes_of(application).get(NotePage(page))):
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
