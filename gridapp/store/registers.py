"""Registers at rest: bodies, squads, members, terminals, duties and powers.

A register is a table of plain rows; each row is a mapping of the table's columns.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, Table, insert, select

from gridapp.errors import InputError
from gridapp.messages import message
from gridapp.store import schema

REGISTERS: Mapping[str, Table] = {
    table.name: table
    for table in (
        schema.body,
        schema.squad,
        schema.squad_grid,
        schema.member,
        schema.terminal,
        schema.duty,
        schema.power,
    )
}

Row = Mapping[str, object]


def add_rows(connection: Connection, register: str, rows: Sequence[Row]) -> None:
    """Add rows to a register; an unknown column is refused."""
    table = REGISTERS[register]
    known = set(table.columns.keys())
    for number, row in enumerate(rows, start=1):
        if unknown := set(row) - known:
            raise InputError(
                message(
                    "Row {row} of the register “{register}” has no column “{column}”.",
                    row=number, register=register, column=", ".join(sorted(unknown)),
                ),
                message("Columns: {columns}.", columns=", ".join(sorted(known - {"id"}))),
            )  # fmt: skip
    if rows:
        connection.execute(insert(table), [dict(row) for row in rows])


def read_rows(connection: Connection, register: str, **only: object) -> list[dict[str, object]]:
    """Return the rows of a register, without their key, in order of arrival.

    `only` keeps the rows whose columns have these values.
    """
    table = REGISTERS[register]
    columns = [column for column in table.columns if column.name != "id"]
    query = select(*columns).filter_by(**only).order_by(table.c.id)
    rows = connection.execute(query)
    return [dict(row._mapping) for row in rows]
