"""Findings that somebody decided to leave as they are, with the reason; kept in the workspace."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from gridapp.cases.events import Json
from gridapp.errors import InputError
from gridapp.grid.findings import Finding
from gridapp.messages import message
from gridapp.workspace.opening import Workspace


@dataclass(frozen=True, slots=True)
class Ignored:
    """Why a finding may stay.

    Attributes
    ----------
    kind : str
        Of the finding.
    key : str
        See `Finding.key`.
    reason, by : str
    at : datetime
    """

    kind: str
    key: str
    reason: str
    by: str
    at: datetime


def read_ignored(workspace: Workspace, net: str) -> dict[str, Ignored]:
    """Return what is ignored in a net, by the findings' keys.

    Raises
    ------
    InputError
        What is kept can't be read.
    """
    kept = workspace.settings.read(_key(net)) or ()
    try:
        if isinstance(kept, str) or not isinstance(kept, Iterable):
            raise TypeError
        found = [_read(one) for one in kept]
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(
            message("What is ignored in the net {net} can't be read.", net=net),
            message("Ignore a finding anew; that writes the list again."),
        ) from error
    return {one.key: one for one in found}


def ignore(workspace: Workspace, finding: Finding, reason: str, by: str) -> dict[str, Ignored]:
    """Leave a finding as it is from now on; return all that is ignored in its net.

    Raises
    ------
    InputError
        There is no reason.
    """
    if not reason.strip():
        raise InputError(
            message("A finding isn't ignored without a reason."), message("Say why it can stay.")
        )
    kept = read_ignored(workspace, finding.net)
    kept[finding.key] = Ignored(finding.kind, finding.key, reason.strip(), by, workspace.now())
    _write(workspace, finding.net, kept)
    return kept


def heed_again(workspace: Workspace, finding: Finding) -> dict[str, Ignored]:
    """Ignore a finding no longer; return all that still is in its net."""
    kept = read_ignored(workspace, finding.net)
    kept.pop(finding.key, None)
    _write(workspace, finding.net, kept)
    return kept


def _key(net: str) -> str:
    return f"findings.ignored/{net}"


def _read(record: object) -> Ignored:
    if not isinstance(record, Mapping):
        raise TypeError
    kind, key, reason, by = (str(record[name]) for name in ("kind", "key", "reason", "by"))
    return Ignored(kind, key, reason, by, datetime.fromisoformat(record["at"]))


def _write(workspace: Workspace, net: str, kept: Mapping[str, Ignored]) -> None:
    records: list[Json] = [
        {"kind": one.kind, "key": one.key, "reason": one.reason, "by": one.by,
         "at": one.at.isoformat()}
        for one in kept.values()
    ]  # fmt: skip
    workspace.settings.write(_key(net), records or None)
