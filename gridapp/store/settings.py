"""What the people of a workspace chose, at rest: a text by key."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from gridapp.store.schema import setting


def read_setting(connection: Connection, key: str) -> str | None:
    """Return what was chosen under a key, None without a choice."""
    return connection.execute(select(setting.c.value).where(setting.c.key == key)).scalar()


def write_setting(connection: Connection, key: str, value: str | None, now: datetime) -> None:
    """Keep a choice in place of the one there was; None forgets it."""
    if value is None:
        connection.execute(delete(setting).where(setting.c.key == key))
        return
    row = {"value": value, "changed_at": now}
    if not connection.execute(update(setting).where(setting.c.key == key).values(row)).rowcount:
        connection.execute(insert(setting).values(key=key, **row))
