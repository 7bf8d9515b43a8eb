"""The words for what a text may speak of: the author, the reviewer and the note before a text say the same."""

from flask_babel import lazy_gettext as _l

from conference.forms.applications.choices import Words
from conference.rules.abstracts.content_warnings import Topic

TOPIC: Words = {
    Topic.death: _l("Dying, or somebody’s death"),
    Topic.death_of_a_child: _l("The death of a child"),
    Topic.lost_pregnancy: _l("Losing a baby before or at birth"),
    Topic.suicide: _l("Suicide, or harming oneself"),
    Topic.violence: _l("Violence or abuse"),
    Topic.restraint: _l("Being held, locked up or treated against one’s will"),
    Topic.addiction: _l("Drink, drugs or gambling"),
    Topic.eating: _l("Eating, weight and food"),
    Topic.discrimination: _l("Being treated worse because of who one is"),
}
