"""The command that verifies the journal."""

from pathlib import Path

from gridapp.cli.command import Answer
from gridapp.language import say, tr


def verify(ws: Path, *, head: str = "") -> Answer:
    """Check that the journal's chain holds and that the snapshot equals its fold.

    Parameters
    ----------
    ws
        the workspace
    head
        a head noted earlier and kept elsewhere; the journal must still hold it
    """
    from gridapp.workspace import open_workspace

    with open_workspace(ws) as workspace:
        verdict = workspace.casework.verify(head)
    broken = verdict.broken
    where = broken and {"position": broken.position, "why": say(broken.reason)}
    document = {
        "holds": verdict.holds,
        "events": verdict.events,
        "cases": verdict.cases,
        "head": verdict.head,
        "broken": where,
        "strayed": list(verdict.strayed),
    }
    lines = [tr("{events} events of {cases} cases.", events=verdict.events, cases=verdict.cases)]
    if broken is not None:
        lines.append(tr("The chain breaks at event {position}: {why}",
                        position=broken.position, why=say(broken.reason)))  # fmt: skip
    if verdict.strayed:
        lines.append(tr("The list differs from the journal for {cases}.",
                        cases=", ".join(verdict.strayed)))  # fmt: skip
    if verdict.head:
        lines.append(tr("Head: {head}", head=verdict.head))
    if verdict.holds:
        lines.append(tr("The chain holds, and the list of cases equals the journal."))
    return Answer(document, tuple(lines), is_finding=not verdict.holds)
