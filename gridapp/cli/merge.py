"""The command that merges nets into one."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from gridapp.cli.command import ACTOR, Answer, table
from gridapp.errors import InputError, RefusalError
from gridapp.language import tr
from gridapp.messages import message

if TYPE_CHECKING:
    from gridapp.grid.merge import Merged
    from gridapp.workspace import Workspace

_STREET = 9  # digits of the division code of a street or town
_GRID = 15  # digits of a grid code


def merge(
    ws: Path,
    nets: list[str],
    *,
    into: str,
    sub_grids: int = 0,
    level_one: int = 0,
    by: Literal["area", "households", "enterprises"] = "area",
    tolerance: float = 0.5,
    sliver_area: float = 400.0,
    sliver_width: float = 8.0,
    near: float = 0.0,
    decisions: Path | None = None,
    division: str = "",
    table_: Path | None = None,
) -> Answer:
    """Merge nets into one net of two levels; the old nets stay.

    A decision is {"action": "keep" | "give" | "claim", "x": …, "y": …, "net": …, "code": …}:
    keep the sliver at a place, give it to a grid's ground, or let one of the grids that
    overlap there have the place. The questions in the --json document name the places.

    Parameters
    ----------
    ws
        the workspace
    nets
        the nets, the most trusted first: where borders nearly coincide, its own stay
    into
        the new net's name
    sub_grids
        how many sub-grids are wanted (0: one for each face)
    level_one
        how many level-one grids are wanted (0: one for each face)
    by
        what the grids shall have equal shares of
    tolerance
        metres: borders nearer than this become one (by default 0.5)
    sliver_area
        square metres: what is smaller goes to a neighbour (by default 400)
    sliver_width
        metres: what is narrower goes to a neighbour (by default 8)
    near
        metres: what is narrower is listed, as borders that nearly coincide
    decisions
        a JSON file: a list of decisions, repeated on this run
    division
        the 9-digit division code of the street or town (by default that of the codes here)
    table_
        a new .csv for the correspondence: each old grid, the new ones, their shares
    """
    from gridapp.exchange.sheets import write_rows
    from gridapp.exchange.texts import read_text, require_file
    from gridapp.grid.decisions import Decision
    from gridapp.grid.edits.record import read_decisions
    from gridapp.grid.merge import MergePlan, merge_nets
    from gridapp.grid.slivers import Limits
    from gridapp.workspace import open_workspace
    from gridapp.workspace.geography import LOADS

    measures = [] if by == "area" else [by, *(name for name in LOADS if name != by)]
    decided: tuple[Decision, ...] = ()
    if decisions is not None:
        require_file(decisions)
        decided = read_decisions(read_text(decisions), decisions.name)
    with open_workspace(ws) as workspace:
        _require_free(workspace, into)
        plan = MergePlan(
            into,
            _division(workspace, division),
            tolerance=tolerance,
            slivers=Limits(sliver_area, sliver_width),
            near=Limits(0.0, near),
            level_one=level_one,
            sub_grids=sub_grids,
            decisions=decided,
        )
        merged = merge_nets(
            [(name, workspace.geography.grids(name)) for name in dict.fromkeys(nets)],
            plan,
            loads=[workspace.geography.load(name) for name in measures],
        )
        rows = list(_correspondence(merged, into, measures))
        if table_ is not None:
            write_rows(table_, list(rows[0]), (list(row.values()) for row in rows))
        source = ", ".join(nets)
        edition = workspace.editions.add_net(into, merged.fabric, author=ACTOR, source=source)
    return _answer(merged, into, edition.id, rows)


def _require_free(workspace: "Workspace", name: str) -> None:
    """Refuse a name that is taken before the work, not after it."""
    if any(net.name == name for net in workspace.geography.nets()):
        raise RefusalError(
            message("There is a net “{name}” already.", name=name), message("Choose another name.")
        )


def _division(workspace: "Workspace", given: str) -> str:
    """Return the division code given, else the one that most codes here begin with."""
    if not given:
        codes = [
            str(code)
            for net in workspace.geography.nets()
            for code in workspace.geography.grids(net.name).codes
        ]
        usual = Counter(code[:_STREET] for code in codes if len(code) == _GRID and code.isdecimal())
        given = next((code for code, _ in usual.most_common(1)), "")
    if len(given) != _STREET or not (given.isascii() and given.isdecimal()):
        raise InputError(
            message("“{code}” is not the division code of a street or town.", code=given),
            message("Give its 9 digits with --division, such as 320281198."),
        )
    return given


def _correspondence(
    merged: "Merged", into: str, measures: list[str]
) -> Iterator[dict[str, object]]:
    """Yield a row for each old grid and each new one that has ground of it."""
    new = merged.fabric.level(into, 2)
    for (net, number), found in merged.correspondences.items():
        old = merged.fabric.level(net, number)
        for i, (before, after) in enumerate(
            zip(found.old.tolist(), found.new.tolist(), strict=True)
        ):
            if before == after == -1:
                continue
            yield {
                "net": net,
                "level": number,
                "old": "" if before < 0 else str(old.codes[before]),
                "old_name": "" if before < 0 else str(old.names[before]),
                "new": "" if after < 0 else str(new.codes[after]),
                "area_m2": round(float(found.areas[i]), 2),
                "of_old": round(float(found.of_old[i]), 6),
                "of_new": round(float(found.of_new[i]), 6),
                **dict(zip(measures, found.loads[i].tolist(), strict=True)),
            }


def _answer(merged: "Merged", into: str, edition: int, rows: list[dict[str, object]]) -> Answer:
    from dataclasses import asdict

    import numpy as np

    levels = {number: merged.fabric.level(into, number) for number in (1, 2)}
    counts = {number: len(np.unique(level.labels)) for number, level in levels.items()}
    kinds = Counter(one.kind for one in merged.questions)
    document = {
        "net": into,
        "edition": edition,
        "faces": merged.fabric.n_faces,
        "grids": {str(number): count for number, count in counts.items()},
        "slivers": len(merged.handed),
        "conflicts": kinds["overlap"],
        "questions": [asdict(one) for one in merged.questions],
        "unused_decisions": [asdict(one) for one in merged.unused],
        "correspondence": rows,
    }
    lines = table(
        (tr("faces"), tr("level-one grids"), tr("sub-grids"), tr("slivers handed over"),
         tr("conflicts"), tr("near borders"), tr("gaps")),
        [(merged.fabric.n_faces, counts[1], counts[2], str(len(merged.handed)),
          str(kinds["overlap"]), str(kinds["near"]), str(kinds["gap"]))],
    )  # fmt: skip
    if merged.unused:
        lines += (tr("Decisions without occasion: {count}.", count=len(merged.unused)),)
    return Answer(document, lines)
