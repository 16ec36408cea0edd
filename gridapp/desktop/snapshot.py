"""A picture of a workspace's map, without a window."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QIODevice, QSaveFile
from PySide6.QtGui import QImage, QImageWriter

from gridapp.desktop.app import application
from gridapp.desktop.map.picture import render
from gridapp.desktop.map.scene import Scene
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.scenery import LEVEL_ONE, LEVEL_TWO, first_layers
from gridapp.desktop.widgets.tokens import themes
from gridapp.errors import NotFoundError, StoreError
from gridapp.messages import message
from gridapp.workspace import open_workspace

_SCREEN = (1920, 1080)


def write_snapshot(
    location: Path, out: Path, size: tuple[int, int], *, grid: str | None, theme: str
) -> None:
    """Draw the whole net, or one grid and what surrounds it, into a PNG of `size` pixels.

    Raises
    ------
    NotFoundError
        When there is nothing to draw, or no such grid.
    StoreError
        When the picture can't be written.
    """
    application()
    with open_workspace(location) as workspace:
        scene = Scene(first_layers(workspace.geography))
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
    save_picture(render(scene, view, themes[theme], ratio), out)


def save_picture(image: QImage, path: Path) -> None:
    """Write a PNG, all of it or nothing: what was there before stays until then.

    Raises
    ------
    StoreError
        When the disk or its rights don't let it.
    """
    file = QSaveFile(str(path))
    is_open = file.open(QIODevice.OpenModeFlag.WriteOnly)
    if not (is_open and QImageWriter(file, QByteArray(b"png")).write(image) and file.commit()):
        raise StoreError(
            message("The picture “{path}” can't be written.", path=path),
            message("Check the folder, its rights and the room on the disk."),
        )
