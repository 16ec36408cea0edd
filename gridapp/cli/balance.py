"""Commands that look ahead: balance a net, and replay the last days under a draft."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from gridapp.cli.command import ACTOR, Answer, table
from gridapp.errors import InputError, NotFoundError
from gridapp.language import say, tr
from gridapp.messages import message

if TYPE_CHECKING:
    from gridapp.grid.balance_loads import Measure
    from gridapp.workspace import Workspace


def balance(
    ws: Path,
    *,
    net: str = "",
    level: Literal[1, 2] = 1,
    by: list[str],
    deviation: float = 0.1,
    lock: list[str] | None = None,
    draft: str = "",
) -> Answer:
    """Propose the smallest change that balances the grids of a net; see also --draft.

    Parameters
    ----------
    ws
        the workspace
    net
        the net (by default the main one; only it can have drafts)
    level
        1: sub-grids move whole between level-one grids; 2: faces between sub-grids
    by
        what is balanced: households, enterprises, cases, streets, area; several are weighed
        together, such as households=2 cases=1
    deviation
        the share by which a grid may be off the mean, 0.1 for ±10 %
    lock
        codes of grids that stay as they are
    draft
        keep the proposal as a draft of this name
    """
    from gridapp.grid.balance_loads import MEASURES, Wish
    from gridapp.workspace import open_workspace
    from gridapp.workspace.forecasts import as_locks, propose_balance

    with open_workspace(ws) as workspace:
        main = workspace.geography.main_net()
        name = net or main or ""
        if draft and name != main:
            raise InputError(
                message("Drafts are of the main net, “{net}”.", net=main),
                message("Leave --draft out to see the proposal."),
            )
        fabric = workspace.editions.fabric(_newest(workspace, name))
        wish = Wish(name, level, _weights(by), deviation, as_locks(fabric, name, lock or []))
        found = propose_balance(workspace, fabric, wish)
        kept = None
        if draft and found.edit is not None:
            kept = workspace.editions.start_draft(draft, author=ACTOR)
            workspace.editions.save(kept.id, (found.edit,), author=ACTOR)
    grids = [
        {
            "code": str(code),
            "name": str(title),
            "before": float(before),
            "after": float(after),
            "deviation_before": float(off),
            "deviation_after": float(left),
            "changes": bool(changes),
        }
        for code, title, before, after, off, left, changes in zip(
            found.codes, found.names, found.before, found.after,
            found.off_before, found.off_after, found.changes, strict=True,
        )
    ]  # fmt: skip
    document = {
        "net": name,
        "level": level,
        "by": dict(wish.weights),
        "deviation": deviation,
        "grids": grids,
        "units": found.units,
        "faces": len(found.faces),
        "moved": dict(zip(MEASURES, found.moved.tolist(), strict=True)),
        "is_least": found.is_least,
        "obstacles": [
            {
                "blocks": one.blocks,
                "codes": list(one.codes),
                "x": one.x,
                "y": one.y,
                "message": say(one.message),
                "remedy": say(one.remedy),
            }
            for one in found.obstacles
        ],
        "draft": None if kept is None else kept.id,
    }
    rows: list[tuple[object, ...]] = [
        (
            one["code"],
            one["name"],
            f"{one['before']:.0f}",
            f"{one['after']:.0f}",
            f"{one['deviation_before']:+.1%}",
            f"{one['deviation_after']:+.1%}",
            "*" if one["changes"] else "",
        )
        for one in grids
    ]
    header = (
        tr("grid"), tr("name"), tr("before"), tr("after"), tr("off before"), tr("off after"),
        tr("changes"),
    )  # fmt: skip
    lines = [
        *table(header, rows),
        tr(
            "{units} pieces of ground change hands, with {households} households, "
            "{enterprises} enterprises and {area} km².",
            units=found.units,
            households=f"{found.moved[0]:.0f}",
            enterprises=f"{found.moved[1]:.0f}",
            area=f"{found.moved[4] / 1e6:.2f}",
        ),
    ]
    for one in found.obstacles:
        place = f"{one.x:.2f}, {one.y:.2f}"
        lines.append(f"{say(one.message)} {say(one.remedy)} ({place})")
    if kept is not None:
        lines.append(tr("Kept as draft {id}, “{name}”.", id=kept.id, name=kept.name))
    return Answer(document, tuple(lines), is_finding=not found.is_balanced)


def _newest(workspace: "Workspace", net: str) -> int:
    """Return the newest edition of a net that is published."""
    found = [
        one.id
        for one in workspace.editions.list()
        if one.net == net and one.state != "draft" and one.valid_to is None
    ]
    if not found:
        raise NotFoundError(
            message("There is no net {net}.", net=net),
            message("“gridapp net list” shows the nets."),
        )
    return found[-1]


def _weights(words: list[str]) -> "dict[Measure, float]":
    """Read “households” or “households=2”."""
    from gridapp.grid.balance_loads import MEASURES

    found: dict[Measure, float] = {}
    for word in words:
        name, _, number = word.partition("=")
        measure = next((one for one in MEASURES if one == name), None)
        try:
            weight = float(number or 1)
        except ValueError:
            measure = None
        if measure is None:
            raise InputError(
                message("“{word}” can't be balanced.", word=word),
                message("Choose of {names}, such as households or households=2.",
                        names=", ".join(MEASURES)),
            )  # fmt: skip
        found[measure] = weight
    return found


def what_if(
    ws: Path,
    *,
    draft: int,
    days: int = 90,
    level: Literal[1, 2] = 2,
    by: Literal["grid", "owner"] = "grid",
) -> Answer:
    """Replay the cases of the last days under a draft: who gains, who loses, which clocks run out.

    Parameters
    ----------
    ws
        the workspace
    draft
        the draft's number (see “gridapp net editions”)
    days
        how far to look back
    level
        the grids that the cases belong to: 1 level-one grids, 2 sub-grids
    by
        a row for each grid, or for each owner
    """
    from dataclasses import asdict

    from gridapp.cli.moments import write_moment
    from gridapp.workspace import open_workspace
    from gridapp.workspace.forecasts import what_if as replay

    with open_workspace(ws) as workspace:
        zone = workspace.casework.profile.zone
        opened = workspace.editions.open_draft(draft)
        net = next(one.net for one in workspace.editions.list() if one.id == opened.base)
        base, after = (workspace.editions.fabric(id) for id in (opened.base, draft))
        found = replay(workspace, base, after, net, level, days)
    document = asdict(found) | {
        "draft": draft,
        "since": write_moment(found.since, zone),
        "until": write_moment(found.until, zone),
    }
    shares = found.grids if by == "grid" else found.owners
    rows: list[tuple[object, ...]] = [
        (
            one.code,
            one.name,
            one.before,
            one.after,
            f"+{one.gained}" if one.gained else "",
            f"−{one.lost}" if one.lost else "",
            f"{one.work_before:.0f}",
            f"{one.work_after:.0f}",
            one.missed_before,
            one.missed_after,
        )
        for one in sorted(shares, key=lambda one: (-(one.gained + one.lost), one.code))
    ]
    header = (
        tr("grid") if by == "grid" else tr("owner"), tr("name"), tr("cases"), tr("would be"),
        tr("gained"), tr("lost"), tr("hours"), tr("would be"), tr("missed"), tr("would miss"),
    )  # fmt: skip
    said = tr(
        "{moved} of {cases} cases of the last {days} days would have been another grid's; "
        "{before} clocks ran out, {after} would have.",
        moved=found.moved, cases=found.cases, days=days,
        before=found.missed_before, after=found.missed_after,
    )  # fmt: skip
    return Answer(document, (*(table(header, rows) if rows else ()), said))
