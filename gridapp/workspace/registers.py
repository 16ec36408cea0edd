"""The registers as dispatch wants them, and the reference tables that the product ships."""

import csv
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import cast

from gridapp import paths
from gridapp.cases.catalogue import Catalogue
from gridapp.cases.clocks import Calendar, calendar_from_rows
from gridapp.cases.dispatch import (
    Body,
    DutyRow,
    Handler,
    Owner,
    Position,
    PowerRow,
    Resources,
    Squad,
)
from gridapp.cases.profile import Profile, parse_profile
from gridapp.store import registers, tracks
from gridapp.store.home import Transaction

HEAD = "网格长"
"""The role of a grid's owner, as registers write it."""


def read_resources(
    transaction: Transaction, now: datetime, tickets: Mapping[tuple[str, str], int]
) -> Resources:
    """Gather who there is, what the lists say, and where every terminal was last seen."""
    only = {"member": {"role": HEAD}}
    rows = {
        name: registers.read_rows(transaction, name, **only.get(name, {}))
        for name in registers.REGISTERS
    }
    held: dict[object, set[str]] = {}
    for row in rows["squad_grid"]:
        held.setdefault(row["squad"], set()).add(str(row["grid_code"]))
    return Resources(
        owners=tuple(
            Owner(str(r["grid_code"]), str(r["ref"]), str(r["name"]), str(r["phone"]))
            for r in rows["member"]
        ),
        squads=tuple(
            Squad(str(r["ref"]), str(r["name"]), frozenset(held.get(r["ref"], ())))
            for r in rows["squad"]
        ),
        bodies=tuple(Body(str(r["ref"]), str(r["name"])) for r in rows["body"]),
        duties=tuple(
            DutyRow(
                cast("int", r["row"]), str(r["kind"]), str(r["code"]), str(r["lead"]),
                tuple(filter(None, str(r["cooperating"]).split("|"))),
                cast("Handler", r["handler"]),
            )
            for r in rows["duty"]
        ),
        powers=tuple(
            PowerRow(number, str(r["kind"]), str(r["code"]), bool(r["is_allowed"]))
            for number, r in enumerate(rows["power"], start=1)
        ),
        positions=tuple(_positions(transaction, rows["terminal"], now)),
        open_tickets=cast("Mapping[tuple[Handler, str], int]", Counter(tickets)),
    )  # fmt: skip


def _positions(
    transaction: Transaction, terminals: list[dict[str, object]], now: datetime
) -> Iterator[Position]:
    holders = {r["ref"]: str(r["squad"] or r["member"]) for r in terminals}
    fixes = tracks.read_last_fixes(transaction, now, timedelta(hours=1))
    for terminal, (x, y, time) in fixes.items():
        yield Position(terminal, holders.get(terminal, ""), x, y, now.timestamp() - time)


@cache
def read_catalogue() -> Catalogue:
    """Return the catalogue of components and matters, with the everyday words for them."""
    folder = paths.data("catalogue")
    return Catalogue.from_rows(
        (row for path in sorted(folder.glob("*.csv")) for row in _rows(path)),
        [row for path in sorted((folder / "words").glob("*.csv")) for row in _rows(path)],
    )


@cache
def read_profile(name: str) -> Profile:
    """Return a shipped profile by its file name."""
    with paths.data("profiles", f"{name}.toml").open("rb") as file:
        return parse_profile(tomllib.load(file))


@cache
def read_calendar(profile: str) -> Calendar:
    """Return the working calendar of all published years, in a profile's windows."""
    rules = read_profile(profile)
    rows = [row for path in sorted(paths.data("calendar").glob("*.csv")) for row in _rows(path)]
    return calendar_from_rows(rows, rules.windows, rules.zone)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
