"""What each edit did, in a sentence for the list of edits."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from gridapp.grid.balance_edit import MoveGrids, ShareFaces
from gridapp.grid.edits.apply import Edit
from gridapp.grid.edits.borders import DetachBorder, GlueBorder
from gridapp.grid.edits.division import SplitGrid
from gridapp.grid.edits.ground import MergeGrids, MoveGrid, Rename, TransferFaces
from gridapp.grid.edits.shape import AddVertex, MoveNode, MoveVertex, RemoveVertex, ReshapeArc
from gridapp.messages import Message, message

Nets = Mapping[str, str]
"""Net → title, of a draft that is drawn with other nets; empty for one that is drawn alone."""


def _split(edit: SplitGrid, _: Nets) -> Message:
    return message(
        "Split {code}: {new} came of it",
        code=edit.code,
        new=", ".join(one.code for one in edit.new),
    )


def _merged(edit: MergeGrids, _: Nets) -> Message:
    gone = (code for code in edit.codes if code != edit.keep)
    return message("Merged {codes} into {keep}", codes=", ".join(gone), keep=edit.keep)


def _detached(edit: DetachBorder, nets: Nets) -> Message:
    """Say it as the draft means it: drawn alone, nothing is shared, and a piece changes hands."""
    if not nets:
        return message("Handed a piece of {code} to {other}", code=edit.code, other=edit.other)
    return message(
        "{net} alone: redrew the border of {code} and {other}",
        net=nets.get(edit.net, edit.net), code=edit.code, other=edit.other,
    )  # fmt: skip


def _glued(edit: GlueBorder, nets: Nets) -> Message:
    return message(
        "Put the border of {net} back on that of {other}",
        net=nets.get(edit.net, edit.net),
        other=nets.get(edit.to_net, edit.to_net),
    )


def _handed(edit: TransferFaces, _: Nets) -> Message:
    return message("Gave {code} more ground, pieces: {count}", code=edit.to, count=len(edit.faces))


def _moved_many(edit: MoveGrids, _: Nets) -> Message:
    parents = sorted(set(edit.parents))
    if len(parents) == 1:
        return message("Moved {codes} to {parent}", codes=_some(edit.codes), parent=parents[0])
    return message(
        "Moved {count} sub-grids between {parents} level-one grids",
        count=len(edit.codes),
        parents=len(parents),
    )


def _shared(edit: ShareFaces, _: Nets) -> Message:
    return message(
        "Balanced {grids} grids, pieces that changed hands: {count}",
        grids=len(set(edit.to)),
        count=len(edit.faces),
    )


def _renamed(edit: Rename, _: Nets) -> Message:
    """Say the first of what it gives: an edit of several of these is rare."""
    count = len(edit.rows)
    if edit.codes is not None:
        return message("Gave new codes, grids: {count}", count=count)
    if edit.owners is not None:
        return message("Gave other owners, grids: {count}", count=count)
    return message("Renamed grids: {count}", count=count)


_NAMED = 3  # grids that a title names one by one


def _some(codes: tuple[str, ...]) -> Message | str:
    named = ", ".join(codes[:_NAMED])
    more = len(codes) - _NAMED
    return named if more <= 0 else message("{codes} and {count} more", codes=named, count=more)


TITLES: Mapping[type, Callable[..., Message]] = MappingProxyType(
    {
        MoveNode: lambda *_: message("Moved a node"),
        MoveVertex: lambda *_: message("Moved a corner"),
        AddVertex: lambda *_: message("Added a corner"),
        RemoveVertex: lambda *_: message("Removed a corner"),
        ReshapeArc: lambda *_: message("Redrew a border"),
        SplitGrid: _split,
        MergeGrids: _merged,
        TransferFaces: _handed,
        DetachBorder: _detached,
        GlueBorder: _glued,
        MoveGrid: lambda edit, _: message(
            "Moved {code} to {parent}", code=edit.code, parent=edit.parent
        ),
        MoveGrids: _moved_many,
        ShareFaces: _shared,
        Rename: _renamed,
    }
)
"""The sentence of each kind of edit, from the edit and the draft's nets."""


def title_of(edit: Edit, nets: Nets = MappingProxyType({})) -> Message:
    """Return what an edit does, in a sentence."""
    return TITLES[type(edit)](edit, nets)
