"""Commands for the editions of nets: check, list, compare, publish."""

from pathlib import Path

from gridapp.cli.command import ACTOR, Answer, table
from gridapp.cli.moments import read_moment, write_moment
from gridapp.language import say, tr


def check(
    ws: Path,
    *,
    net: str = "",
    tolerance: float = 0.0,
    sliver_area: float = 0.0,
    sliver_width: float = 0.0,
    all_: bool = False,
) -> Answer:
    """Check nets for gaps, overlaps, slivers, unsound outlines and bad codes.

    Parameters
    ----------
    ws
        the workspace
    net
        only this net
    tolerance
        metres: borders nearer than this count as one
    sliver_area
        square metres: what is smaller is a sliver
    sliver_width
        metres: what is narrower is a sliver
    all_
        show also what is ignored, with the reason
    """
    from gridapp.grid.edits.record import record_edit
    from gridapp.grid.slivers import Limits
    from gridapp.workspace import open_workspace
    from gridapp.workspace.ignored import read_ignored

    limits = Limits(sliver_area, sliver_width)
    with open_workspace(ws) as workspace:
        names = [net] if net else [one.name for one in workspace.geography.nets()]
        found = [
            finding
            for name in names
            for finding in workspace.editions.check(name, tolerance=tolerance, limits=limits)
        ]
        kept = {name: read_ignored(workspace, name) for name in names}
    ignored = {id(one): kept[one.net][one.key] for one in found if one.key in kept[one.net]}
    live = [one for one in found if id(one) not in ignored]
    shown = found if all_ else live
    document = [
        {
            "kind": one.kind,
            "severity": one.severity,
            "net": one.net,
            "level": one.level,
            "codes": list(one.codes),
            "x": round(one.x, 3),
            "y": round(one.y, 3),
            "message": say(one.message),
            "fix": None if one.fix is None else record_edit(one.fix),
            "ignored": ignored[id(one)].reason if id(one) in ignored else None,
        }
        for one in shown
    ]
    words = {"error": tr("error"), "warning": tr("warning"), "note": tr("note")}
    rows: list[tuple[object, ...]] = [
        (
            words[one.severity],
            one.net,
            f"{one.x:.2f}, {one.y:.2f}",
            say(one.message)
            if id(one) not in ignored
            else f"{say(one.message)} {tr('Ignored: {reason}', reason=ignored[id(one)].reason)}",
            None if one.fix is None else record_edit(one.fix)["edit"],
        )
        for one in shown
    ]
    header = (tr("severity"), tr("net"), tr("at (metres)"), tr("finding"), tr("fix"))
    lines = table(header, rows) if rows else (tr("Nothing found."),)
    if ignored and not all_:
        lines = (*lines, tr("{count} findings are ignored; --all shows them.", count=len(ignored)))
    return Answer(document, lines, is_finding=any(one.severity == "error" for one in live))


def list_(ws: Path) -> Answer:
    """List the editions of the nets, drafts included.

    Parameters
    ----------
    ws
        the workspace
    """
    from gridapp.workspace import open_workspace

    with open_workspace(ws) as workspace:
        zone = workspace.casework.profile.zone
        found = workspace.editions.list()
    document = [
        {
            "id": one.id,
            "net": one.net,
            "state": one.state,
            "name": one.name,
            "author": one.author,
            "base": one.base,
            "valid_from": one.valid_from and write_moment(one.valid_from, zone),
            "valid_to": one.valid_to and write_moment(one.valid_to, zone),
            "edits": one.edits,
        }
        for one in found
    ]
    header = (
        tr("edition"), tr("net"), tr("state"), tr("name"), tr("author"), tr("base"), tr("from"),
        tr("to"), tr("edits"),
    )  # fmt: skip
    words = {
        "draft": tr("draft"), "announced": tr("announced"), "in force": tr("in force"),
        "past": tr("past"),
    }  # fmt: skip
    rows: list[tuple[object, ...]] = [
        tuple(words[str(value)] if key == "state" else value for key, value in row.items())
        for row in document
    ]
    return Answer(document, table(header, rows))


def diff(ws: Path, a: int, b: int) -> Answer:
    """Tell which grids differ between two editions, and what they gained and lost.

    Parameters
    ----------
    ws
        the workspace
    a
        the earlier edition's number (see “gridapp net editions”)
    b
        the later edition's number; either may be a draft
    """
    from dataclasses import asdict

    from gridapp.workspace import open_workspace

    with open_workspace(ws) as workspace:
        found = workspace.editions.diff(a, b)
    words = {
        "new": tr("new"), "gone": tr("gone"), "changed": tr("changed"), "name": tr("name"),
        "owner": tr("owner"), "parent": tr("parent"), "households": tr("households"),
        "enterprises": tr("enterprises"),
    }  # fmt: skip
    rows: list[tuple[object, ...]] = [
        (
            one.level,
            one.code,
            words[one.kind],
            *(
                f"{value:+.0f}" if round(value) else ""
                for gained, lost in zip(
                    (one.gained, *one.gained_loads), (one.lost, *one.lost_loads), strict=True
                )
                for value in (gained, -lost)
            ),
            ", ".join(words[word] for word in one.words),
        )
        for one in found.changes
    ]
    header = (
        tr("level"), tr("grid"), tr("change"),
        *(
            title
            for measure in (tr("m²"), *(words[load] for load in found.loads))
            for title in (f"+ {measure}", f"− {measure}")
        ),
        tr("also changed"),
    )  # fmt: skip
    document = {"a": a, "b": b, **asdict(found)}
    return Answer(document, table(header, rows) if rows else (tr("Nothing differs."),))


def publish(ws: Path, draft: int, *, since: str) -> Answer:
    """Put a draft in force from a date; the edition before it ends then.

    Parameters
    ----------
    ws
        the workspace
    draft
        the draft's number (see “gridapp net editions”)
    since
        a day or a time, such as 2026-07-01; without an offset it is the town's time
    """
    from gridapp.workspace import open_workspace

    with open_workspace(ws) as workspace:
        zone = workspace.casework.profile.zone
        done = workspace.editions.publish(draft, read_moment(since, zone), actor=ACTOR)
    assert done.valid_from is not None
    start = write_moment(done.valid_from, zone)
    document = {"edition": done.id, "net": done.net, "state": done.state, "valid_from": start}
    said = tr("Edition {id} of net “{net}” is in force from {date}.",
              id=done.id, net=done.net, date=start)  # fmt: skip
    return Answer(document, (said,))
