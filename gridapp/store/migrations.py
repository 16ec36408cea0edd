"""From the tables of any earlier version to those of this one, step by step.

A step changes the tables of version n to those of n + 1 and never changes once released.
"""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, select, update

from gridapp.errors import NewerVersionError, StoreError
from gridapp.messages import message
from gridapp.store import schema

Step = Callable[[Connection], None]

FIRST_VERSION = 1
STEPS: tuple[Step, ...] = ()
"""STEPS[0] leads from version 1 to version 2."""

VERSION_KEY = "schema_version"


def current_version(steps: Sequence[Step] = STEPS) -> int:
    """Return the version that this gridapp writes."""
    return FIRST_VERSION + len(steps)


def read_version(connection: Connection, where: object) -> int:
    """Return the version of an open workspace.

    Raises
    ------
    StoreError
        When the file holds no workspace.
    """
    if not connection.dialect.has_table(connection, schema.meta.name):
        raise StoreError(
            message("“{path}” holds no workspace of gridapp.", path=where),
            message("To bring its layers in, use “gridapp net import”."),
        )
    query = select(schema.meta.c.value).where(schema.meta.c.key == VERSION_KEY)
    return int(connection.execute(query).scalar_one())


def migrate(connection: Connection, where: object, steps: Sequence[Step] = STEPS) -> None:
    """Bring the tables up to this version, inside the caller's transaction.

    Raises
    ------
    NewerVersionError
        When a newer gridapp wrote the workspace; nothing is touched.
    """
    found = read_version(connection, where)
    if found > current_version(steps):
        raise NewerVersionError(
            message(
                "“{path}” was written by a newer gridapp (its tables are version {found}, "
                "this program knows {known}).",
                path=where, found=found, known=current_version(steps),
            ),
            message("Update gridapp; the file was left as it is."),
        )  # fmt: skip
    for step in steps[found - FIRST_VERSION :]:
        step(connection)
    connection.execute(
        update(schema.meta)
        .where(schema.meta.c.key == VERSION_KEY)
        .values(value=str(current_version(steps)))
    )
