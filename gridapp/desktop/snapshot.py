"""A picture of a workspace's map, without a window: pixels or vectors."""

from pathlib import Path

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QImage, QImageWriter, QPainter

from gridapp.desktop.app import application
from gridapp.desktop.backgrounds.bringing import bring_all, lost
from gridapp.desktop.backgrounds.placing import lent
from gridapp.desktop.map.background.credit import draw_credits, rasters, troubles
from gridapp.desktop.map.picture import paint
from gridapp.desktop.map.scene import Scene
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.printing.pages import (
    MM_PER_INCH,
    PIXELS_PER_INCH,
    Page,
    require_page,
    save_page,
    save_whole,
)
from gridapp.desktop.scenery import LEVEL_ONE, LEVEL_TWO, first_layers
from gridapp.desktop.widgets.tokens import themes
from gridapp.errors import NotFoundError
from gridapp.messages import Message, message
from gridapp.workspace import open_workspace
from gridapp.workspace.backgrounds import read_backgrounds

_SCREEN = (1920, 1080)
_PATIENCE_S = 20.0  # for backgrounds from the network
_FINENESS = 4.0  # points of geometry to a pixel of a picture in vectors


def write_snapshot(
    location: Path, out: Path, size: tuple[int, int], *, grid: str | None, theme: str
) -> list[Message]:
    """Draw the whole net, or one grid and what surrounds it, into a PNG, PDF or SVG.

    Parameters
    ----------
    size : tuple of int
        Pixels of a PNG; in vectors, pixels of 1/96 inch.

    Returns
    -------
    list of Message
        Which backgrounds are missing or may be incomplete, and why.

    Raises
    ------
    InputError
        When the suffix is none of `pages.SUFFIXES`.
    NotFoundError
        When there is nothing to draw, or no such grid.
    StoreError
        When the picture can't be written.
    """
    require_page(out)
    application()
    with open_workspace(location) as workspace:
        title = workspace.title
        scene = Scene(first_layers(workspace.geography))
        brought = bring_all(read_backgrounds(workspace), workspace.crs, _PATIENCE_S)
        if grid is None:
            bounds = scene.bounds
        else:
            grids = workspace.geography.grids()
            row = grids.index(grid)
            west, south, east, north = grids.polygons[row].bounds
            bounds = (west, south, east, north)
            scene.select(LEVEL_ONE if grids.levels[row] == 1 else LEVEL_TWO, [grids.codes[row]])
    if bounds is None:
        raise NotFoundError(
            message("The workspace has nothing to draw."),
            message("Bring a net in with “gridapp net import”."),
        )
    # Lines and letters grow with the picture: a poster reads like a screen.
    ratio = max(1.0, min(size[0] / _SCREEN[0], size[1] / _SCREEN[1]))
    width, height = size[0] / ratio, size[1] / ratio
    view = Viewport(width=width, height=height).fit(bounds, margin=min(width, height) / 20)
    is_picture = out.suffix.lower() == ".png"
    view = view.resized(width, height, ratio if is_picture else _FINENESS).aligned()

    def draw(painter: QPainter) -> None:
        paint(painter, scene, view, themes[theme])
        draw_credits(painter, scene, view, themes[theme])

    mm_per_pixel = ratio * MM_PER_INCH / PIXELS_PER_INCH
    with lent(scene, brought):
        save_page(Page(title, width, height, mm_per_pixel, draw), out, picture_ratio=ratio)
        return [*lost(brought), *troubles(rasters(scene))]


def save_picture(image: QImage, path: Path) -> None:
    """Write a PNG, all of it or nothing: what was there before stays until then.

    Raises
    ------
    StoreError
        When the disk or its rights don't let it.
    """
    save_whole(path, lambda file: QImageWriter(file, QByteArray(b"png")).write(image))
