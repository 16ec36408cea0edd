"""The command that lays maps out for paper: a notice map of one grid, a wall map of the net."""

import os
from pathlib import Path

from gridapp.cli.command import Answer
from gridapp.errors import InputError
from gridapp.language import tr
from gridapp.messages import message


def print_(
    ws: Path,
    *,
    out: Path,
    grid: str = "",
    wall: bool = False,
    no_phone: bool = False,
    no_background: bool = False,
) -> Answer:
    """Lay out the notice map of a grid (A4), or the wall map of the net (A0).

    Parameters
    ----------
    ws
        the workspace
    out
        the page to write: .pdf or .svg as vectors, .png as a picture
    grid
        the grid of the notice map: its code, or its last digits
    wall
        the wall map of the whole net instead
    no_phone
        without the phone number of the grid owner
    no_background
        without the background maps that the window shows below the nets
    """
    if bool(grid) == wall:
        raise InputError(
            message("Is it the notice map of a grid, or the wall map?"),
            message("Give “--grid CODE” or “--wall”, one of them."),
        )
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from gridapp.desktop.printing.printing import write_notice, write_wall

    if wall:
        write_wall(ws, out, with_phones=not no_phone, with_backgrounds=not no_background)
    else:
        write_notice(ws, out, grid, with_phone=not no_phone, with_backgrounds=not no_background)
    document = {"page": str(out), "grid": grid or None, "wall": wall}
    return Answer(document, (tr("The page is in {path}.", path=out),))
