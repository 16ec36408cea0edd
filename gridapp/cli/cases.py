"""Commands for cases: open, recommend, dispatch, advance, undo, list, show."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from gridapp.cli.command import ACTOR, Answer, table
from gridapp.errors import InputError, NotFoundError, RefusalError
from gridapp.language import say, tr
from gridapp.messages import message

if TYPE_CHECKING:
    from gridapp.cases.case import Case
    from gridapp.cases.dispatch import Recommendation
    from gridapp.workspace import Workspace


def open_(
    ws: Path,
    text: list[str],
    *,
    place: str | None = None,
    matter: str | None = None,
    kind: Literal["matter", "component"] = "matter",
    channel: str = "",
    reporter: str = "",
    urgent: bool = False,
) -> Answer:
    """Open a case from a report: it is located, and its matter suggested.

    Parameters
    ----------
    ws
        the workspace
    text
        the report, in the reporter's words
    place
        where it is, when the report doesn't say it well
    matter
        the matter's code in the catalogue, such as 06010 (by default suggested by the words)
    kind
        whether the code is a matter's or a component's
    channel
        how the report came
    reporter
        who reported
    urgent
        it can't wait
    """
    from gridapp.workspace import open_workspace

    words = " ".join(text)
    with open_workspace(ws) as workspace:
        found = workspace.geography.locate(place or words, limit=1)
        if not found:
            raise NotFoundError(
                message("No place is found in “{text}”.", text=place or words),
                message("Give --place with an address, a name or coordinates."),
            )
        casework = workspace.casework
        suggested = casework.suggest_matters(words, limit=1)
        case = casework.report(
            words,
            found[0],
            casework.find_matter(kind, matter) if matter else next(iter(suggested), None),
            channel=channel,
            reporter=reporter,
            is_urgent=urgent,
            actor=ACTOR,
        )
        return _answer(workspace, case)


def recommend(ws: Path, case: str) -> Answer:
    """Rank who should take a case, with reasons.

    Parameters
    ----------
    ws
        the workspace
    case
        the case's number
    """
    from gridapp.workspace import open_workspace

    with open_workspace(ws) as workspace:
        choices = workspace.casework.recommend(case)
    document = [_choice(choice) for choice in choices]
    rows: list[tuple[object, ...]] = [
        (
            f"{choice.score:.0f}",
            choice.kind,
            choice.id,
            choice.name,
            " ".join(say(why) for why in choice.reasons),
        )
        for choice in choices
    ]
    return Answer(
        document, table((tr("score"), tr("kind"), tr("id"), tr("name"), tr("reasons")), rows)
    )


def dispatch(
    ws: Path,
    case: str,
    *,
    to: Literal["owner", "squad", "body"] | None = None,
    assignee: str | None = None,
) -> Answer:
    """Dispatch a case to the first recommended, or to the first of a kind or name.

    Parameters
    ----------
    ws
        the workspace
    case
        the case's number
    to
        only a grid owner, a squad or a body
    assignee
        only the one with this id
    """
    from gridapp.workspace import open_workspace

    with open_workspace(ws) as workspace:
        choices = [
            choice
            for choice in workspace.casework.recommend(case)
            if to in (None, choice.kind) and assignee in (None, choice.id)
        ]
        if not choices:
            raise RefusalError(
                message("Nobody recommended for case {case} fits.", case=case),
                message("“gridapp case recommend” shows who is."),
            )
        return _answer(workspace, workspace.casework.dispatch(case, choices[0], actor=ACTOR))


def advance(
    ws: Path, case: str, move: str, *, role: str = "operator", data: list[str] | None = None
) -> Answer:
    """Make a move of the profile with a case.

    Parameters
    ----------
    ws
        the workspace
    case
        the case's number
    move
        the move's id, such as accept, arrive, handle, check, close
    role
        the role in which it is made
    data
        the move's fields, such as result=… or outcome=service
    """
    from gridapp.workspace import open_workspace

    fields = dict(_field(word) for word in data or [])
    with open_workspace(ws) as workspace:
        return _answer(
            workspace,
            workspace.casework.advance(case, move, fields, actor=ACTOR, role=role),
        )


def undo(ws: Path, case: str, *, reason: str) -> Answer:
    """Undo the last step by a compensating event; the step stays in the journal.

    Parameters
    ----------
    ws
        the workspace
    case
        the case's number
    reason
        why
    """
    from gridapp.workspace import open_workspace

    with open_workspace(ws) as workspace:
        return _answer(workspace, workspace.casework.undo(case, actor=ACTOR, reason=reason))


def list_(ws: Path, *, all: bool = False) -> Answer:
    """List the open cases, the one whose clock runs out next first.

    Parameters
    ----------
    ws
        the workspace
    all
        closed cases too
    """
    from gridapp.workspace import open_workspace

    with open_workspace(ws) as workspace:
        casework = workspace.casework
        cases = [row for row in casework.rows() if all or casework.is_open(row)]
        cases.sort(key=lambda row: (row.due_at is None, row.due_at or row.opened_at))
        matters = {row.ref: casework.matter_of(row) for row in cases}
        stages = casework.profile.stages
        zone = casework.profile.zone
    document = [
        {
            "case": row.ref,
            "stage": row.stage,
            "matter": matter.name if (matter := matters[row.ref]) else None,
            "opened_at": row.opened_at.isoformat(),
            "due_at": row.due_at.isoformat() if row.due_at else None,
            "urgent": row.is_urgent,
            "place": row.place,
            "grid": row.grid_code,
            "assignee": row.assignee or None,
            "assignee_name": row.assignee_name or None,
        }
        for row in cases
    ]
    rows: list[tuple[object, ...]] = [
        (
            row.ref,
            tr(stages[row.stage].name),
            matter.name if (matter := matters[row.ref]) else "",
            row.place,
            row.grid_code,
            row.assignee_name,
            row.due_at.astimezone(zone).strftime("%m-%d %H:%M") if row.due_at else "",
        )
        for row in cases
    ]
    header = (tr("case"), tr("stage"), tr("matter"), tr("place"), tr("grid"), tr("with"), tr("due"))
    return Answer(document, table(header, rows))


def show(ws: Path, case: str) -> Answer:
    """Show a case with its journal.

    Parameters
    ----------
    ws
        the workspace
    case
        the case's number
    """
    from gridapp.workspace import open_workspace

    with open_workspace(ws) as workspace:
        return _answer(workspace, workspace.casework.case(case))


def _answer(workspace: "Workspace", case: "Case") -> Answer:
    from gridapp.workspace.joining import joined_to

    profile = workspace.casework.profile
    ticket = case.ticket
    steps = [
        {
            "sequence": step.event.sequence,
            "move": step.event.kind,
            "at": step.event.at.isoformat(),
            "actor": step.event.actor,
            "stage": step.stage,
            "undone_by": step.undone_by,
        }
        for step in case.history
    ]
    clock = case.next_clock()
    document = {
        "case": case.id,
        "stage": case.stage,
        "matter": list(case.matter) if case.matter else None,
        "text": case.text,
        "place": case.place,
        "x": case.x,
        "y": case.y,
        "uncertainty_m": case.uncertainty_m,
        "datum": case.datum,
        "grids": dict(case.grids),
        "edge_dispute": case.edge_dispute,
        "ticket": None
        if ticket is None
        else {"kind": ticket.assignee_kind, "id": ticket.assignee_id,
              "name": ticket.assignee_name, "class": ticket.ticket_class},
        "due_at": clock.due_at.isoformat() if clock else None,
        "outcome": case.outcome,
        "source": case.source,
        "main_case": case.main_case,
        "joined": [row.ref for row in joined_to(workspace.casework, case.id)],
        "steps": steps,
    }  # fmt: skip
    name = ""
    if case.matter:
        name = workspace.casework.catalogue.get(*case.matter).name
    lines = [
        f"{case.id}  {tr(profile.stages[case.stage].name)}  {name}",
        f"  {case.text}",
        f"  {case.place}  {' '.join(case.grids.values())}",
    ]
    if ticket is not None:
        lines.append(tr("  with {name}", name=ticket.assignee_name))
    for step in case.history:
        at = step.event.at.astimezone(profile.zone).strftime("%m-%d %H:%M:%S")
        move = tr(profile.move(step.event.kind).name)
        undone = tr("(undone)") if step.undone_by else ""
        lines.append(f"  {at}  {move}  {step.event.actor}  {undone}".rstrip())
    return Answer(document, tuple(lines))


def _choice(choice: "Recommendation") -> dict[str, object]:
    return {
        "kind": choice.kind,
        "id": choice.id,
        "name": choice.name,
        "score": round(choice.score, 2),
        "reasons": [say(why) for why in choice.reasons],
        "cooperating": list(choice.cooperating),
    }


def _field(word: str) -> tuple[str, str]:
    name, equals, value = word.partition("=")
    if not equals or not name:
        raise InputError(
            message("“{word}” is not a field.", word=word),
            message("Write fields as NAME=VALUE, such as outcome=service."),
        )
    return name, value
