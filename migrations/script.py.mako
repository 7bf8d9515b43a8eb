<%!
import re


def tidy(text):
    """Without remarks of the writer; what a table is made of stands under it."""
    return re.sub(r" *# ###.*\n?", "", (text or "pass").replace("\n    sa.", "\n        sa.")).strip()
%>\
% if down_revision:
"""${message}"""
% else:
"""The first release: every table as it was. Nobody edits a released step again (docs/decisions/0032-one-baseline.md)."""
% endif

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade():
    ${upgrades | tidy}


def downgrade():
% if down_revision:
    ${downgrades | tidy}
% else:
    raise RuntimeError("Before the first step there is nothing to go back to. Nothing was changed.")
% endif
