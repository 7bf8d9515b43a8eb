"""The words for what a text may speak of: the author, the reviewer and the note before a text say the same."""

from flask_babel import lazy_gettext as _l

from conference.forms.applications.choices import Words
from conference.rules.abstracts.content_warnings import Topic

TOPIC: Words = {
    Topic.death: _l("Death or dying"),
    Topic.death_of_a_child: _l("The death of a child"),
    Topic.lost_pregnancy: _l("Miscarriage or stillbirth (losing a baby)"),
    Topic.suicide: _l("Suicide or self-harm"),
    Topic.violence: _l("Violence or abuse"),
    Topic.restraint: _l("Being held or treated against your will"),
    Topic.addiction: _l("Alcohol, drugs or gambling"),
    Topic.eating: _l("Eating disorders, weight or food"),
    Topic.discrimination: _l("Discrimination (being treated worse because of who you are)"),
}
