"""Commands that show: the demo town, the desktop, a picture of the map."""

import gc
import os
import re
import sys
from pathlib import Path
from typing import Literal

from gridapp.cli.command import Answer
from gridapp.errors import InputError
from gridapp.language import say, tr
from gridapp.messages import message

_MOST_PIXELS = 16384  # a side of a picture; as a square it takes a gigabyte


def demo(
    *, dir: Path = Path("gridapp-demo"), headless: bool = False, fresh: bool = False
) -> Answer:
    """Make the demo town, or open the one that is there.

    Without a display the same work is done offscreen: a report is located, dispatched and its
    patrol replayed, and a picture of the window is written.

    Parameters
    ----------
    dir
        the folder for the town and the picture
    headless
        don't open a window, even where there is a display
    fresh
        make the town anew and lose what was done in it
    """
    from gridapp.demo import make_demo

    workspace = make_demo(dir, fresh=fresh)
    if not headless and _has_display():
        return open_(workspace)
    _go_offscreen()
    from gridapp.desktop.tour import take_tour

    tour = take_tour(workspace, dir / "town.png")
    document = {"workspace": str(workspace.resolve()), "picture": str(tour.picture.resolve()),
                "tour": tour.steps}  # fmt: skip
    lines = (
        *(f"  {what}: {result}" for what, result in tour.steps.items()),
        tr("The town is in {path}.", path=workspace),
        tr("A picture of the window is in {path}.", path=tour.picture),
    )
    return Answer(document, lines)


def open_(ws: Path, *, size: str = "", scale: float = 1.0, report_ready: bool = False) -> Answer:
    """Open a workspace on the desktop.

    Parameters
    ----------
    ws
        the workspace
    size
        the window's size, such as 1920x1080 (by default it fills the screen)
    scale
        how much larger than usual everything is, such as 2 on a large screen seen from afar
    report_ready
        print “ready” when the map is drawn for the first time, and leave
    """
    if not _has_display():
        _go_offscreen()
    if not 0.5 <= scale <= 8:
        raise InputError(
            message("“{scale}” is no scale to read at.", scale=scale),
            message("Give a number from 0.5 to 8."),
        )
    if scale != 1.0:
        os.environ["QT_SCALE_FACTOR"] = f"{scale:g}"
    gc.disable()  # nothing dies while starting; then the desktop collects on its own thread
    from gridapp.desktop.app import run

    width, height = _size(size) if size else (0, 0)
    logical = (round(width / scale), round(height / scale)) if size else None
    run(ws, size=logical, until_ready=report_ready)
    return Answer({"workspace": str(ws)}, ("ready",) if report_ready else ())


def snapshot(
    ws: Path,
    *,
    out: Path,
    size: str = "1920x1080",
    grid: str | None = None,
    theme: Literal["dark", "light"] = "light",
) -> Answer:
    """Draw the map of a workspace into a picture.

    Parameters
    ----------
    ws
        the workspace
    out
        the picture to write: .png in pixels, .pdf or .svg in vectors
    size
        width and height in pixels, such as 3840x2160
    grid
        only this grid and what surrounds it
    theme
        dark or light
    """
    pixels = _size(size)
    _go_offscreen()
    from gridapp.desktop.snapshot import write_snapshot

    notes = [say(note) for note in write_snapshot(ws, out, pixels, grid=grid, theme=theme)]
    document = {"picture": str(out), "size": size} | ({"notes": notes} if notes else {})
    return Answer(document, (tr("The map is in {path}.", path=out), *notes))


def _size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"([1-9][0-9]{2,4})x([1-9][0-9]{2,4})", text)
    width, height = (int(match[1]), int(match[2])) if match else (0, 0)
    if not 0 < max(width, height) <= _MOST_PIXELS:
        raise InputError(
            message("“{text}” is not a size.", text=text),
            message("Write width and height in pixels, such as 1920x1080; {most} at most.",
                    most=_MOST_PIXELS),
        )  # fmt: skip
    return width, height


def _has_display() -> bool:
    return sys.platform != "linux" or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )


def _go_offscreen() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
