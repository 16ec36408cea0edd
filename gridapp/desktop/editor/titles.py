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


def _split(edit: SplitGrid) -> Message:
    return message(
        "Split {code}: {new} came of it",
        code=edit.code,
        new=", ".join(one.code for one in edit.new),
    )


def _merged(edit: MergeGrids) -> Message:
    gone = (code for code in edit.codes if code != edit.keep)
    return message("Merged {codes} into {keep}", codes=", ".join(gone), keep=edit.keep)


_TITLES: Mapping[type, Callable[..., Message]] = MappingProxyType(
    {
        MoveNode: lambda _: message("Moved a node"),
        MoveVertex: lambda _: message("Moved a corner"),
        AddVertex: lambda _: message("Added a corner"),
        RemoveVertex: lambda _: message("Removed a corner"),
        ReshapeArc: lambda _: message("Redrew a border"),
        SplitGrid: _split,
        MergeGrids: _merged,
        TransferFaces: lambda edit: message("Handed ground to {code}", code=edit.to),
        DetachBorder: lambda edit: message(
            "Handed a piece of {code} to {other}", code=edit.code, other=edit.other
        ),
        GlueBorder: lambda edit: message("Put a border back on that of {net}", net=edit.to_net),
        MoveGrid: lambda edit: message(
            "Moved {code} to {parent}", code=edit.code, parent=edit.parent
        ),
        MoveGrids: lambda edit: message(
            "Balanced: moved {count} sub-grids to {parents}",
            count=len(edit.codes),
            parents=", ".join(sorted(set(edit.parents))),
        ),
        ShareFaces: lambda edit: message(
            "Balanced: handed {count} faces to {codes}",
            count=len(edit.faces),
            codes=", ".join(sorted(set(edit.to))),
        ),
        Rename: lambda edit: message("Renamed {count} grids", count=len(edit.rows)),
    }
)


def title_of(edit: Edit) -> Message:
    """Return what an edit does, in a sentence."""
    return _TITLES[type(edit)](edit)
