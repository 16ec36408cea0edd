"""Who looked at what, and why: rows that are never changed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from gridapp.store.schema import audit


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One look at something that is not everybody's to see."""

    at: datetime
    actor: str
    action: str
    subject: str
    reason: str


def append(connection: Connection, row: AuditRow) -> None:
    """Write one row."""
    connection.execute(
        insert(audit).values(
            at=row.at, actor=row.actor, action=row.action, subject=row.subject, reason=row.reason
        )
    )


def read(connection: Connection) -> list[AuditRow]:
    """Return all rows, oldest first."""
    columns = (audit.c.at, audit.c.actor, audit.c.action, audit.c.subject, audit.c.reason)
    return [AuditRow(*row) for row in connection.execute(select(*columns).order_by(audit.c.id))]
