"""A program to be killed: dispatches every waiting case, says so after each commit.

``python -m tests.store.dispatching WORKSPACE`` prints a case's number once its dispatch is
on the disk.
"""

import sys
from pathlib import Path

import shapely

from gridapp.grid.grids import make_grids
from gridapp.locate.datum import Datum
from gridapp.locate.find import Candidate
from gridapp.workspace import create_workspace, open_workspace

CASES = 200
_GRID = "320281100001001"
_BOX = (519_000.0, 3_524_000.0, 519_400.0, 3_524_200.0)


def make_waiting(path: Path) -> None:
    """Make a workspace of one grid with `CASES` reported cases and its owner to take them."""
    with create_workspace(path, "EPSG:4549") as workspace:
        workspace.geography.add_net(
            "comprehensive", make_grids([_GRID], [shapely.box(*_BOX)], levels=2)
        )
        casework = workspace.casework
        casework.add_register(
            "member", [{"ref": "M-1", "name": "王", "role": "网格长", "grid_code": _GRID}]
        )
        matter = next(matter for matter in casework.catalogue if matter.kind == "matter")
        for number in range(CASES):
            place = Candidate(
                x=_BOX[0] + number,
                y=_BOX[1] + 90,
                uncertainty_m=10,
                confidence=1,
                label="村口",
                kind="place",
                datum=Datum.CGCS2000,
                reasons=(),
                place_id=None,
            )
            casework.report("路灯不亮", place, matter, actor="tester")


def dispatch_all(path: Path) -> None:
    """Dispatch every waiting case and print its number after the commit."""
    with open_workspace(path) as workspace:
        casework = workspace.casework
        waiting = [row.ref for row in casework.rows() if row.stage == "reported"]
        for ref in waiting:
            casework.dispatch(ref, casework.recommend(ref)[0], actor="tester")
            sys.stdout.write(f"{ref}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    dispatch_all(Path(sys.argv[1]))
