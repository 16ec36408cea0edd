"""The demo town: a workspace made from the plain files of data/town.

Everything goes in by the doors that a user's own data goes in by; the incidents are located,
opened, dispatched and advanced as people would have done it, at their own times.
"""

import shutil
import time
import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from gridapp import paths
from gridapp.cases.case import Case
from gridapp.errors import StoreError
from gridapp.exchange.nets import read_net
from gridapp.exchange.reprojection import reproject
from gridapp.exchange.sheets import read_rows
from gridapp.exchange.tracks import read_tracks
from gridapp.exchange.vectors import read_features
from gridapp.grid.grids import make_grids
from gridapp.locate.crs import project
from gridapp.locate.datum import Datum
from gridapp.locate.find import Candidate
from gridapp.messages import message
from gridapp.workspace import Workspace, create_workspace, open_workspace, remove_workspace
from gridapp.workspace.geography import COMPREHENSIVE, Features
from gridapp.workspace.registers import HEAD

FILE = "town.gpkg"
PROFILE = "jiangsu"

_SHAPES = {"landuse": "area", "water": "area", "parks": "area", "buildings": "area",
           "streets": "line"}  # fmt: skip
_STALE_S = 3600.0  # nobody makes a town for so long
_PICKED_M = 10.0  # how well an operator points at a place on the map
_WRONG_M = 100.0  # a candidate further off than this is seen to be wrong
_DELAYS = {"dispatch": "dispatch_after", "accept": "accept_after", "handle": "handled_after",
           "close": "closed_after"}  # fmt: skip

Sheet = list[dict[str, str]]


def make_demo(folder: Path, *, fresh: bool = False) -> Path:
    """Return the demo town's workspace in `folder`, made now unless it is there.

    It appears under its name only when it is complete.
    """
    target = folder / FILE
    if target.exists() and not fresh:
        return target
    with _workshop(folder) as workshop:
        unfinished = Path(workshop, FILE)
        _make(unfinished)
        remove_workspace(target)
        unfinished.rename(target)
    return target


def _workshop(folder: Path) -> TemporaryDirectory[str]:
    """Make the folder and a place in it that goes again, whatever becomes of the work."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob("unfinished-*"):  # by a making that was killed
            if time.time() - left.stat().st_mtime > _STALE_S:
                shutil.rmtree(left, ignore_errors=True)
        return TemporaryDirectory(dir=folder, prefix="unfinished-")
    except OSError as error:
        raise StoreError(
            message("The town can't be made in “{path}”: {reason}.", path=folder,
                    reason=error.strerror),
            message("Choose a folder that can be written to."),
        ) from error  # fmt: skip


def _make(location: Path) -> None:
    town = paths.data("town")
    about = tomllib.loads((town / "town.toml").read_text(encoding="utf-8"))
    with create_workspace(location, about["crs"]) as workspace:
        workspace.set_meta(title=about["name"], clock=about["clock"], profile=PROFILE)
    with open_workspace(location) as workspace:
        clock = datetime.fromisoformat(about["clock"])
        _add_nets(workspace, town, clock - timedelta(days=365))
        _add_ground(workspace, town)
        _add_registers(workspace, town)
        _add_tracks(workspace, town)
        _play_incidents(workspace, town, clock)


def _add_nets(workspace: Workspace, town: Path, since: datetime) -> None:
    for level in (1, 2):
        net = read_net(town / "comprehensive" / f"level{level}.geojson").into(workspace.crs)
        parents = None if net.parents is None else list(net.parents)
        grids = make_grids(
            list(net.codes), net.polygons, names=list(net.names), parents=parents, levels=level
        )
        workspace.geography.add_net(
            COMPREHENSIVE, grids, title="综合网格", source=net.source, since=since
        )
    for path in sorted((town / "nets").glob("*.geojson")):
        net = read_net(path).into(workspace.crs)
        department = str(read_features(path).columns["department"][0])
        grids = make_grids(list(net.codes), net.polygons, names=list(net.names))
        workspace.geography.add_net(
            path.stem, grids, title=department, source=net.source, since=since
        )


def _add_ground(workspace: Workspace, town: Path) -> None:
    for kind, shape in _SHAPES.items():
        found = read_features(town / "base" / f"{kind}.geojson", layer=kind)
        blank = np.full(len(found.geometries), "", dtype=object)
        columns = [np.asarray(found.columns.get(name, blank), object) for name in ("class", "name")]
        classes, names = (
            np.array([value or "" for value in column], dtype=object) for column in columns
        )
        geometries = reproject(found.geometries, found.crs, workspace.crs)
        households = found.columns.get("households")
        workspace.geography.add_background(
            shape, Features(kind, classes, names, geometries, households)
        )
    for what, file in (("place", "places.csv"), ("enterprise", "enterprises.csv")):
        rows = read_rows(town / file, ["id", "name", "address", "lon", "lat"])
        x, y = _metres(rows, workspace.crs)
        kept = {"place": ("kind", "name", "address", "aliases"),
                "enterprise": ("name", "uscc", "industry", "staff", "address")}[what]  # fmt: skip
        records = [{"ref": row["id"], **{name: row[name] for name in kept}} for row in rows]
        workspace.geography.add_points(what, records, x, y)


def _add_registers(workspace: Workspace, town: Path) -> None:
    casework = workspace.casework
    casework.add_register("body", _renamed(town / "bodies.csv", {"id": "ref"}))
    squads = read_rows(town / "squads.csv", ["id", "name", "grids"])
    casework.add_register(
        "squad",
        [{"ref": r["id"], **{k: r[k] for k in ("name", "short", "leader", "phone")}}
         for r in squads],
    )  # fmt: skip
    casework.add_register(
        "squad_grid",
        [{"squad": r["id"], "grid_code": code} for r in squads for code in r["grids"].split("|")],
    )
    members = _renamed(town / "members.csv", {"id": "ref", "grid": "grid_code"})
    casework.add_register("member", members)
    owners = [(str(m["grid_code"]), str(m["ref"])) for m in members if m["role"] == HEAD]
    workspace.geography.set_owners(COMPREHENSIVE, owners)
    terminals = _renamed(town / "terminals.csv", {"id": "ref", "holder": "member"})
    casework.add_register("terminal", terminals)
    duties = _renamed(town / "duties.csv", {})
    casework.add_register(
        "duty",
        [{k: v for k, v in row.items() if k != "name"} | {"row": number}
         for number, row in enumerate(duties, start=1)],
    )  # fmt: skip
    casework.add_register(
        "power",
        [{"kind": "matter", "code": r["code"], "is_allowed": r["squad_may_enforce"] == "yes",
          "basis": r["basis"]} for r in _renamed(town / "powers.csv", {})],
    )  # fmt: skip


def _add_tracks(workspace: Workspace, town: Path) -> None:
    for track in read_tracks(town / "patrol.csv.gz"):
        workspace.patrols.add_track(track.into(workspace.crs))


def _play_incidents(workspace: Workspace, town: Path, clock: datetime) -> None:
    """Play each incident as far as it had come by the town's clock, all in order of time."""
    rows = read_rows(town / "incidents.csv", ["id", "at", "text", "place", "lon", "lat"])
    x, y = _metres(rows, workspace.crs)
    stories = [_Story(workspace, row, px, py) for row, px, py in zip(rows, x, y, strict=True)]
    steps = sorted((at, n, step) for n, story in enumerate(stories) for at, step in story.steps())
    for at, number, step in steps:
        if at <= clock:
            stories[number].take(step, at)


class _Story:
    """One incident of the demo, from the report to where it had come."""

    def __init__(self, workspace: Workspace, row: dict[str, str], x: float, y: float) -> None:
        self._workspace = workspace
        self._row = row
        self._place = (float(x), float(y))
        self._case: Case | None = None

    def steps(self) -> Iterator[tuple[datetime, str]]:
        """Yield the steps that happened and when."""
        at = datetime.fromisoformat(self._row["at"])
        yield at, "report"
        for step in ("dispatch", "accept", "handle", "close"):
            minutes = self._row[_DELAYS[step]]
            if not minutes:
                return
            at += timedelta(minutes=float(minutes))
            yield at, step

    def take(self, step: str, at: datetime) -> None:
        """Take one step as its people did."""
        casework = self._workspace.casework
        if step == "report":
            self._case = self._report(at)
            return
        assert self._case is not None
        ref = self._case.id
        if step == "dispatch":
            choice = casework.recommend(ref, at=at)[0]
            self._case = casework.dispatch(ref, choice, actor="指挥员", at=at)
            return
        ticket = self._case.ticket
        assert ticket is not None
        who, role = ticket.assignee_name, ticket.assignee_kind
        if step == "accept":
            casework.advance(ref, "accept", actor=who, role=role, at=at)
        elif step == "handle":
            casework.advance(ref, "handle", {"result": "已处置"}, actor=who, role=role, at=at)
        else:
            casework.advance(ref, "check", actor="督查员", role="inspector", at=at)
            outcome = self._row["outcome"] or "service"
            casework.advance(ref, "close", {"outcome": outcome}, actor="指挥员", at=at)

    def _report(self, at: datetime) -> Case:
        row, casework = self._row, self._workspace.casework
        matter = casework.find_matter(row["kind"], row["code"])
        return casework.report(
            row["text"],
            self._found(),
            matter,
            channel=row["channel"],
            reporter=row["reporter"],
            is_urgent=row["urgent"] == "1",
            actor="指挥员",
            at=at,
        )

    def _found(self) -> Candidate:
        """Return where the words lead; an operator who sees that it's wrong points at the map."""
        x, y = self._place
        found = self._workspace.geography.locate(self._row["text"], limit=1)
        if found and np.hypot(found[0].x - x, found[0].y - y) <= _WRONG_M:
            return found[0]
        why = (message("Picked on the map."),)
        return Candidate(x, y, _PICKED_M, 1.0, self._row["place"], "map", Datum.CGCS2000, why, None)


def _renamed(path: Path, names: dict[str, str]) -> list[dict[str, str]]:
    """Read a sheet, some of its columns under other names."""
    return [{names.get(key, key): value for key, value in row.items()}
            for row in read_rows(path, [])]  # fmt: skip


def _metres(rows: Sheet, crs: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    lon, lat = (np.array([float(row[name]) for row in rows]) for name in ("lon", "lat"))
    return project(lon, lat, crs)
