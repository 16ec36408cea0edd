"""The command that merges nets into one."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from gridapp.cli.command import ACTOR, Answer, table
from gridapp.cli.moments import read_moment
from gridapp.errors import InputError
from gridapp.language import tr
from gridapp.messages import message

if TYPE_CHECKING:
    from gridapp.grid.decisions import Decision
    from gridapp.grid.merge import Merged
    from gridapp.grid.questions import Question
    from gridapp.workspace import Workspace

_DIVISION = 9  # digits of the division code of a street or town


def merge(
    ws: Path,
    nets: list[str],
    *,
    into: str,
    as_edition: bool = False,
    since: str = "",
    title: str = "",
    sub_grids: int = 0,
    level_one: int = 0,
    by: list[Literal["area", "households", "enterprises"]] | None = None,
    off_streets: bool = False,
    named_after: str = "",
    tolerance: float = 0.5,
    sliver_area: float = 400.0,
    sliver_width: float = 8.0,
    near: float = 0.0,
    decisions: Path | None = None,
    forget: bool = False,
    division: str = "",
    table_: Path | None = None,
) -> Answer:
    """Merge nets into one net of two levels; the old nets stay.

    The most trusted net comes first: where borders nearly coincide, its own stay. The result
    is a new net, or with --as-edition the next edition of a net that is there: its grids keep
    code, name and owner where they stay the same.

    A decision is {"action": "keep" | "give" | "claim", "x": …, "y": …, "net": …, "code": …}:
    keep the sliver, the border or the gap at a place; give the ground to the grid "code" of
    "net"; or let one of the grids of a net that overlap there have it. The questions in the
    --json document name the places and who may have the ground. Decisions are remembered for
    the net --into and repeated next time; those that find nothing to decide are told.

    Parameters
    ----------
    ws
        the workspace
    nets
        the nets, the most trusted first
    into
        the net that comes of it
    as_edition
        the net --into is there already: make its next edition
    since
        a day or a time from which that edition is in force (by default now)
    title
        what people call the new net (by default its name)
    sub_grids
        how many sub-grids are wanted (0: one for each face)
    level_one
        how many level-one grids are wanted (0: one for each face)
    by
        what the grids shall have equal shares of, one or several (by default area)
    off_streets
        do not let borders follow streets where the nets disagree
    named_after
        a net: new grids are named after those of its grids they share most ground with
    tolerance
        metres: borders nearer than this become one (by default 0.5)
    sliver_area
        square metres: what is smaller goes to a neighbour (by default 400)
    sliver_width
        metres: what is narrower goes to a neighbour (by default 8)
    near
        metres: what is narrower is listed, as borders that nearly coincide
    decisions
        a JSON file: a list of decisions; at one place they go before those remembered
    forget
        do not use what was decided before, and forget it
    division
        the 9-digit division code of the street or town (by default that of the codes here)
    table_
        a new .csv for the correspondence: each old grid, the new ones, their shares
    """
    from gridapp.exchange.sheets import write_rows
    from gridapp.grid.merge import MergePlan
    from gridapp.grid.slivers import Limits
    from gridapp.workspace import open_workspace
    from gridapp.workspace.correspondences import COLUMNS, correspondence_rows
    from gridapp.workspace.merging import decide

    given = _given(decisions)
    with open_workspace(ws) as workspace:
        desk = workspace.merging
        material = desk.gather(
            nets,
            into,
            along_streets=not off_streets,
            named_after=named_after,
            as_edition=as_edition,
        )
        start = read_moment(since, workspace.casework.profile.zone) if since else None
        before = () if forget else desk.remembered(into)
        plan = MergePlan(
            into,
            _division(workspace, division),
            tolerance=tolerance,
            slivers=Limits(sliver_area, sliver_width),
            near=Limits(0.0, near),
            level_one=level_one,
            sub_grids=sub_grids,
            balanced=tuple(by or ("area",)),
        )
        plan = decide(plan, (*before, *given))
        merged = material.merge(plan)
        rows = list(correspondence_rows(merged, into))
        if table_ is not None:
            names = [*COLUMNS, *merged.loads]
            write_rows(table_, names, (list(row.values()) for row in rows))
        if as_edition:
            edition = desk.add_edition(
                into, merged.fabric, since=start or workspace.now(), author=ACTOR, name=title
            )
        else:
            source = ", ".join(nets)
            edition = desk.add_net(into, merged.fabric, author=ACTOR, source=source, title=title)
        desk.remember(into, plan.decisions)
    return _answer(merged, into, edition, rows)


def _given(file: Path | None) -> "tuple[Decision, ...]":
    from gridapp.exchange.texts import read_text, require_file
    from gridapp.grid.edits.record import read_decisions

    if file is None:
        return ()
    require_file(file)
    return read_decisions(read_text(file), file.name)


def _division(workspace: "Workspace", given: str) -> str:
    """Return the division code given, else the one that most codes here begin with."""
    code = given or workspace.merging.division()
    if len(code) != _DIVISION or not (code.isascii() and code.isdecimal()):
        raise InputError(
            message("“{code}” is not the division code of a street or town.", code=code),
            message("Give its 9 digits with --division, such as 320281198."),
        )
    return code


def _answer(merged: "Merged", into: str, edition: int, rows: Sequence[dict[str, object]]) -> Answer:
    from dataclasses import asdict

    import numpy as np

    levels = {number: merged.fabric.level(into, number) for number in (1, 2)}
    counts = {number: len(np.unique(level.labels)) for number, level in levels.items()}
    kinds = Counter(one.kind for one in merged.questions)
    decided = sum(one.decision is not None for one in merged.questions)
    document = {
        "net": into,
        "edition": edition,
        "faces": merged.fabric.n_faces,
        "grids": {str(number): count for number, count in counts.items()},
        "slivers": len(merged.handed),
        "conflicts": kinds["overlap"],
        "snapped": {
            "vertices": len(merged.snapped),
            "largest_m": round(merged.snapped.largest, 6),
        },
        "questions": list(_questions(merged.questions)),
        "unused_decisions": [asdict(one) for one in merged.unused],
        "correspondence": rows,
    }
    lines = table(
        (tr("faces"), tr("level-one grids"), tr("sub-grids"), tr("slivers handed over"),
         tr("conflicts"), tr("near borders"), tr("gaps"), tr("decided")),
        [(merged.fabric.n_faces, counts[1], counts[2], str(len(merged.handed)),
          str(kinds["overlap"]), str(kinds["near"]), str(kinds["gap"]), str(decided))],
    )  # fmt: skip
    if len(merged.snapped):
        moved = tr(
            "{count} vertices were moved to meet others, the farthest by {metres} m.",
            count=len(merged.snapped),
            metres=f"{merged.snapped.largest:.3f}",
        )
        lines += (moved,)
    if merged.unused:
        lines += (tr("Decisions without occasion: {count}.", count=len(merged.unused)),)
    return Answer(document, lines)


def _questions(questions: "Sequence[Question]") -> Iterator[dict[str, object]]:
    from dataclasses import asdict

    for one in questions:
        yield {
            "kind": one.kind,
            "x": one.x,
            "y": one.y,
            "area": one.area,
            "width": one.width,
            "net": one.net,
            "codes": list(one.codes),
            "takers": [{"net": net, "code": code} for net, code in one.takers],
            "decision": None if one.decision is None else asdict(one.decision),
        }
