"""The canvas under the clock: ``python -m tests.bench.canvas_program VERB FILE`` prints JSON."""

import json
import resource
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter, process_time, sleep, thread_time

import numpy as np
import shapely
from pyogrio.raw import read
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication

from gridapp.desktop.garbage import Garbage
from gridapp.desktop.map.canvas import MapCanvas
from gridapp.desktop.map.layers import AreaLayer, Layer, PointLayer
from gridapp.desktop.map.overlays import Overlay, Swarm, draw_swarm
from gridapp.desktop.map.painters import paint_layers
from gridapp.desktop.map.scene import Scene
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.tokens import Tokens, dark
from tests.bench.looks import AREAS, tokens_of

SIZE = (3840, 2160)
FRAME_S = 1 / 60
MINUTE_S = 60.0

Figures = dict[str, object]


class Watched(MapCanvas):
    """A canvas that notes when it was painted last."""

    painted = 0.0

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.painted = perf_counter()


def areas(file: Path) -> list[Layer]:
    """Read both levels of the net."""
    layers: list[Layer] = []
    finer: AreaLayer | None = None
    parents: list[str] = []
    for table, level, below in (("level2", 2, 5.0), ("level1", 1, 40.0)):
        _, _, shapes, columns = read(file, layer=table, columns=["code", "parent"])
        codes, above = (list(column) for column in columns)
        row = {code: number for number, code in enumerate(codes)}
        made = AreaLayer(
            name=table, polygons=shapely.from_wkb(shapes), style=f"grid.level{level}",
            labels=codes, label_priority=10 // level, label_max_scale=below, finer=finer,
            parents=None if finer is None else np.array([row[code] for code in parents]),
        )  # fmt: skip
        layers.append(made)
        finer, parents = made, above
    return layers


def points(file: Path, table: str = "incidents") -> PointLayer:
    """Read incidents or terminals."""
    _, _, shapes, columns = read(file, layer=table, columns=["class"])
    places = shapely.get_coordinates(shapely.from_wkb(shapes))
    classes = columns[0]
    return PointLayer(
        name=table, x=places[:, 0].copy(), y=places[:, 1].copy(), style="case", classes=classes,
        urgent=classes == "overdue",
    )  # fmt: skip


def draw(layers: list[Layer], view: Viewport, tokens: Tokens) -> QImage:
    """Draw layers on a picture at once."""
    image = QImage(round(view.width), round(view.height), QImage.Format.Format_RGB32)
    image.fill(tokens.ground)
    painter = QPainter(image)
    for _ in paint_layers(painter, layers, view, tokens):
        pass
    painter.end()
    return image


def time_picture(layers: list[Layer], view: Viewport, times: int = 7) -> Figures:
    """Draw so often; simplified shapes are part of the loaded layer."""
    seconds, tokens = [], tokens_of(AREAS, dark)
    begin = perf_counter()
    draw(layers, view, tokens)
    first = perf_counter() - begin
    begin = perf_counter()
    for layer in layers:
        if isinstance(layer, AreaLayer):
            layer.details.make(view)
    details = perf_counter() - begin
    for _ in range(times + 1):
        begin = perf_counter()
        draw(layers, view, tokens)
        seconds.append(perf_counter() - begin)
    return {"median_s": median(seconds[1:]), "first_s": first, "details_s": details}


def whole(layers: list[Layer]) -> Viewport:
    """Return the view of a whole scene."""
    bounds = Scene(layers).bounds
    if bounds is None:
        raise ValueError("nothing to look at")
    return Viewport(width=SIZE[0], height=SIZE[1]).fit(bounds).aligned()


def picture_areas(file: Path) -> Figures:
    """Draw the grids."""
    layers = areas(file)
    return time_picture(layers, whole(layers))


def picture_all(file: Path) -> Figures:
    """Draw grids and incidents."""
    layers = areas(file)
    return time_picture([*layers, points(file)], whole(layers))


def one_time(file: Path) -> Figures:
    """Draw a view into the city."""
    layers = areas(file)
    view = whole(layers)
    return time_picture(layers, replace(view, scale=view.scale / 4).aligned())


def ten_times(file: Path) -> Figures:
    """Draw the same view into ten cities side by side."""
    layers = areas(file)
    view = whole(layers)
    many: list[Layer] = []
    for layer in layers:
        left, bottom, right, top = layer.bounds or (0.0, 0.0, 0.0, 0.0)
        steps = [(c * (right - left + 500), r * (top - bottom + 500))
                 for r in range(2) for c in range(5)]  # fmt: skip
        shapes = [shapely.transform(layer.geometries, lambda xy, s=s: xy + s) for s in steps]
        many.append(AreaLayer(name=layer.name, polygons=np.concatenate(shapes),
                              style=f"grid.{layer.name}"))  # fmt: skip
    return time_picture(many, replace(view, scale=view.scale / 4).aligned())


def show(file: Path) -> tuple[Watched, float]:
    """Open the scene in a window; return it and the seconds to its first complete picture."""
    canvas = Watched(dark)
    canvas.resize(*SIZE)
    begin = perf_counter()
    canvas.set_scene(Scene([*areas(file), points(file)]))
    canvas.show()
    while not canvas.is_ready:
        QApplication.processEvents()
    seconds = perf_counter() - begin
    Garbage(canvas, lambda: canvas.has_just_moved)  # as the program does
    return canvas, seconds


def rest(seconds: float) -> None:
    """Let the event loop run."""
    end = perf_counter() + seconds
    while perf_counter() < end:
        QApplication.processEvents()


def open_(file: Path) -> Figures:
    """Time the opening."""
    _, seconds = show(file)
    return {"open_s": seconds}


def step(canvas: MapCanvas, frame: int) -> None:
    """Do what the hand does in a frame, in eight seconds again and again.

    Two seconds of dragging, one of looking, two seconds of zooming out, two of zooming in, one of
    looking: time enough for labels to be placed. Terminals move in each frame.
    """
    turn, second = frame // 480, frame % 480
    if second < 120:
        angle = turn * 2.4
        canvas.show_view(canvas.viewport.pan(20 * np.cos(angle), 20 * np.sin(angle)))
    elif 180 <= second < 420 and second % 15 == 0:
        at = QPointF(1200 + 140 * (turn % 9), 700 + 90 * (turn % 7))
        canvas.zoom(2**-0.5 if second < 300 else 2**0.5, at)
    else:
        canvas.update()


def pan_zoom(file: Path) -> Figures:
    """Time frames: from the moment one is due to the end of its painting.

    `cpu_p99_s` counts the thread's processor time alone, the turn before included: it knows no
    neighbours on the machine.
    """
    canvas, _ = show(file)
    canvas.overlays.append(swarm(file))
    rest(4.0)
    frames, busy, dropped = [], [], 0
    begin = perf_counter()
    frame = 0
    while (due := begin + frame * FRAME_S) < begin + MINUTE_S:
        if perf_counter() - due > FRAME_S:
            dropped += 1
            frame += 1
            continue
        used = thread_time()
        while perf_counter() < due:
            used = thread_time()
            QApplication.processEvents()
        step(canvas, frame)
        while canvas.painted < due:
            QApplication.processEvents()
        frames.append(canvas.painted - due)
        busy.append(thread_time() - used)
        frame += 1
    p50, p99 = np.percentile(frames, (50, 99)).tolist()
    return {"p50_s": p50, "p99_s": p99, "max_s": max(frames), "frames": len(frames),
            "dropped": dropped, "cpu_p99_s": float(np.percentile(busy, 99)),
            "cpu_max_s": max(busy)}  # fmt: skip


def swarm(file: Path) -> Overlay:
    """Return 5,000 terminals that move with the clock."""
    terminals = points(file, "terminals")
    rng = np.random.default_rng(1)
    bearings = rng.uniform(0, 360, len(terminals.x))
    stride = 12.0 * np.column_stack((np.sin(np.radians(bearings)), np.cos(np.radians(bearings))))
    begin = perf_counter()

    def overlay(painter: QPainter, view: Viewport, tokens: Tokens) -> None:
        x, y = (terminals.x, terminals.y) + stride.T * (perf_counter() - begin)
        draw_swarm(painter, view, tokens, Swarm(x, y, bearings))

    return overlay


def moving_terminals(file: Path) -> Figures:
    """Move 5,000 terminals 30 times a second for ten seconds over a still map."""
    canvas, _ = show(file)
    canvas.overlays.append(swarm(file))
    rest(4.0)
    frames = 300
    cpu, begin = process_time(), perf_counter()
    for frame in range(frames):
        canvas.update()
        while canvas.painted < begin + frame / 30:
            QApplication.processEvents()
        QApplication.processEvents()
        pause = begin + (frame + 1) / 30 - perf_counter()
        if pause > 0:
            sleep(pause)
    wall = perf_counter() - begin
    return {"cpu_share": (process_time() - cpu) / wall, "frames_a_second": frames / wall}


def memory(file: Path) -> Figures:
    """Open the scene, look at it from far and near, and tell the peak of memory."""
    canvas, _ = show(file)
    for scale in (1.0, 0.5, 0.25, 0.0625, 4.0):
        view = whole(list(canvas.scene.layers))
        canvas.show_view(replace(view, scale=view.scale * scale))
        rest(2.0)
    return {"peak_gb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2}


VERBS: dict[str, Callable[[Path], Figures]] = {
    "picture_areas": picture_areas,
    "picture_all": picture_all,
    "one_time": one_time,
    "ten_times": ten_times,
    "open": open_,
    "pan_zoom": pan_zoom,
    "moving_terminals": moving_terminals,
    "memory": memory,
}

if __name__ == "__main__":
    application = QApplication([])
    print(json.dumps(VERBS[sys.argv[1]](Path(sys.argv[2]))))
