"""persons and their emails

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "persons",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.func.now(),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name="persons_pkey"),
    )
    op.create_table(
        "emails",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("person_id", sa.BigInteger, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="emails_pkey"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name="emails_person_id_fkey", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("person_id", "address", name="emails_person_id_address_key"),
    )


def downgrade() -> None:
    op.drop_table("emails")
    op.drop_table("persons")
