"""Advances that are called off"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

BEFORE = (
    "asked", "refused", "approved", "scheduled", "paid", "settled", "recovery_due", "recovered", "waived",
)  # fmt: skip
SUM, DECIDED = "(state IN ('asked', 'refused')) = (amount = 0)", "(state = 'asked') = (decided_by IS NULL)"


def change(words, before, after):
    names = {"state": "state IN ({})".format(", ".join(f"'{word}'" for word in words)), **after}
    with op.batch_alter_table("advance") as batch:
        for name in ("state", *before):
            batch.drop_constraint(op.f(f"ck_advance_{name}"), type_="check")
    with op.batch_alter_table("advance") as batch:
        for name, text in names.items():
            batch.create_check_constraint(op.f(f"ck_advance_{name}"), text)


def upgrade():
    both = {
        "approved_is_a_sum": f"state = 'called_off' OR {SUM}",
        "decided_by_someone": f"state = 'called_off' OR {DECIDED}",
    }
    change((*BEFORE, "called_off"), both, both)


def downgrade():
    both = {"approved_is_a_sum": SUM, "decided_by_someone": DECIDED}
    op.execute(
        sa.text("UPDATE advance SET state = 'refused', amount = 0, decided_by = coalesce(decided_by, asked_by)"
                " WHERE state = 'called_off'")
    )  # fmt: skip
    change(BEFORE, both, both)
