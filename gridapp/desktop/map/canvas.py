"""The map canvas: a scene in a window, always there, sharp as soon as time allows."""

from collections.abc import Callable, Generator
from dataclasses import replace

from PySide6.QtCore import QElapsedTimer, QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPaintEvent,
    QPen,
    QRegion,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from gridapp.desktop.map.furniture import draw_furniture
from gridapp.desktop.map.gestures import MapGestures
from gridapp.desktop.map.labels import Placement, placing
from gridapp.desktop.map.layers import AreaLayer
from gridapp.desktop.map.levels import Cell
from gridapp.desktop.map.montage import Montage
from gridapp.desktop.map.motion import Glide
from gridapp.desktop.map.overlays import Overlay, draw_selection
from gridapp.desktop.map.pacing import Pace, frame_time
from gridapp.desktop.map.painters import is_ground
from gridapp.desktop.map.scene import Change, Scene
from gridapp.desktop.map.text import measured_by
from gridapp.desktop.map.tiles import TileStack
from gridapp.desktop.map.view import Bounds, Viewport
from gridapp.desktop.widgets.tokens import Tokens

_WAIT = 1  # milliseconds until the turn after a frame that is due any moment
_PAUSE = 15  # milliseconds between two looks whether the view stands still
_MANY = 4_000_000  # device pixels above which a moving picture isn't scaled smoothly


class MapCanvas(MapGestures):
    """Shows a scene; see `MapGestures` for what the hand can do.

    Parameters
    ----------
    tokens : Tokens
        The look.

    Signals
    -------
    view_changed()
        The view moved; during a glide, at each step.
    ready()
        The sharp picture of this view, labels and all, is on the screen.
    """

    view_changed = Signal()
    ready = Signal()

    def __init__(self, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(160, 120)
        self.overlays: list[Overlay] = []
        self.has_furniture = True
        self._tokens = tokens
        self._scene = Scene()
        self._silence: Callable[[], None] = self._scene.listen(self._on_change)
        self._view = self._target = Viewport(width=self.width(), height=self.height())
        self._is_placed = False  # until then the view follows the scene's bounds
        self._ground = TileStack(is_opaque=True)
        self._top = TileStack(is_opaque=False)
        self._montage = Montage(self._ground, self._top)
        self._news = QRegion()  # sharper than on the screen, but for the next frame
        self._placement: Placement | None = None
        self._placing: Generator[None, None, Placement] | None = None
        self._is_ready = False
        self._has_stood = False
        self._glide = Glide(self._move, self)
        self._pace = Pace()
        self._turns = QTimer(self)
        self._turns.setInterval(0)
        self._turns.timeout.connect(self._turn)

    # What is shown

    @property
    def scene(self) -> Scene:
        """The scene on show."""
        return self._scene

    def set_scene(self, scene: Scene) -> None:
        """Show another scene; if no view was chosen yet, all of it."""
        self._silence()
        self._scene = scene
        self._silence = scene.listen(self._on_change)
        self._ground.clear()
        self._top.clear()
        self._montage.clear()
        self._placement = None
        if not self._is_placed:
            self._fit_first()
        self._renew()

    @property
    def tokens(self) -> Tokens:
        """The look."""
        return self._tokens

    def set_tokens(self, tokens: Tokens) -> None:
        """Change the look."""
        self._tokens = tokens
        self._placement = None
        self._renew()

    @property
    def viewport(self) -> Viewport:
        """The view on show, or the one it glides to."""
        return self._target

    @property
    def is_ready(self) -> bool:
        """Whether the sharp picture of this view is on the screen."""
        return self._is_ready

    @property
    def has_just_moved(self) -> bool:
        """Whether the view moves, or did a moment ago."""
        return self._pace.has_just_moved()

    def show_view(self, view: Viewport, glide: bool = False) -> None:
        """Show a view, at once or gliding there; its size and ratio are the window's."""
        self._is_placed = True
        self._pace.move()
        target = view.resized(self.width(), self.height(), self.devicePixelRatioF())
        self._target = target
        if glide and self.isVisible():
            self._renew()
            self._glide.to(self._view, target)
        else:
            self._glide.stop()
            self._view = target
            self._renew()
            self.view_changed.emit()

    def fit(self, bounds: Bounds | None = None, glide: bool = True) -> None:
        """Show these bounds, or the whole scene."""
        wanted = bounds or self._scene.bounds
        if wanted is not None:
            self.show_view(self._target.fit(wanted), glide)

    def update_near(self, bounds: Bounds, pixels: float) -> None:
        """Paint anew what lies within so many pixels of some bounds of the map, and no more."""
        view = self._view.aligned()
        near = QRectF(
            QPointF(*view.screen(bounds[0], bounds[3])), QPointF(*view.screen(bounds[2], bounds[1]))
        )
        self.update(near.adjusted(-pixels, -pixels, pixels, pixels).toAlignedRect())

    def _move(self, view: Viewport) -> None:
        self._pace.move()
        self._view = view
        if view == self._target or self._pace.since_frame > frame_time / 2:
            self.update()  # else the next step will do: moving things have just had a frame made
        self.view_changed.emit()

    def _fit_first(self) -> None:
        bounds = self._scene.bounds
        if bounds is not None:
            self._view = self._target = self._target.fit(bounds)

    # Work in turns

    def _on_change(self, change: Change) -> None:
        if change.layers:
            if not self._is_placed:
                self._fit_first()
            self._renew(relabel=not self._scene.are_pictures(change.layers))
        else:
            self.update()

    def _renew(self, relabel: bool = False) -> None:
        """Aim at the target's sharp picture and begin to work."""
        view = self._target.aligned()
        layers = self._scene.shown(view.scale)
        below = [layer for layer in layers if is_ground(layer)]
        version = tuple(filter(is_ground, self._scene.visible))
        self._ground.aim(view, below, version, self._tokens)
        placement = self._placement
        self._placing = None
        self._follow_aim()
        if relabel or placement is None or not placement.holds_for(view):
            measure = measured_by(self._tokens)
            self._placing = placing(layers, view, self._tokens, measure, placement)
        else:
            self._aim_top(placement)
        self._is_ready = False
        self._turns.start(0)
        self.update()

    def _aim_top(self, placement: Placement) -> None:
        view = self._target.aligned()
        layers = self._scene.shown(view.scale)
        above = [layer for layer in layers if not is_ground(layer)]
        self._placement = placement
        self._top.aim(view, [placement, *above], (placement, *above), self._tokens)
        self._follow_aim()

    def _follow_aim(self) -> None:
        self._montage.aim(frozenset(layer.name for layer in self._scene.visible))

    def _turn(self) -> None:
        """Draw for a few milliseconds; what is finished goes to the screen."""
        if not self.isVisible():
            self._turns.stop()
            return
        budget = self._pace.begin_turn(is_first=not self._has_stood)
        if not budget:
            self._turns.setInterval(_WAIT)
            return
        self._turns.setInterval(0)
        clock = QElapsedTimer()
        clock.start()

        def may_go_on() -> bool:
            return clock.nsecsElapsed() < budget * 1e6

        if not self._montage.is_complete:
            self._lay_some(may_go_on)
        elif not self._ground.is_complete:
            self._draw_some(self._ground, may_go_on)
        elif self._placing is not None and self._has_stood and self._pace.has_just_moved():
            # Labels would only be in the way now.
            self._draw_some(self._ground, may_go_on)
            self._turns.setInterval(_PAUSE if self._ground.is_idle else 0)
        elif self._placing is not None:
            self._place_some(self._placing, may_go_on)
        elif not self._top.is_complete:
            self._draw_some(self._top, may_go_on)
        elif not self._is_ready:
            self._announce()
        elif not self._ground.is_idle:
            self._draw_some(self._ground, may_go_on)
        elif not self._top.is_idle:
            self._draw_some(self._top, may_go_on)
        else:
            self._turns.stop()
            self._order_details()
        self._show_news()

    def _order_details(self) -> None:
        """Have shapes simplified for this scale, and for the next ones out and in."""
        view = self._target
        for layer in self._scene.shown(view.scale):
            if isinstance(layer, AreaLayer):
                for factor in (1.0, 2.0, 0.5):
                    layer.details.want(replace(view, scale=view.scale * factor))

    def _lay_some(self, may_go_on: Callable[[], bool]) -> None:
        self._show(self._montage.work())
        while may_go_on() and not self._montage.is_complete:
            self._show(self._montage.work())

    def _draw_some(self, stack: TileStack, may_go_on: Callable[[], bool]) -> None:
        """Draw squares; those that are done are laid into the picture."""
        while (cell := stack.work(may_go_on)) is not None:
            self._montage.lay(cell)
            self._show(cell)
            if not may_go_on():
                break

    def _show(self, cell: Cell) -> None:
        """Bring a square to the screen; while frames come anyway, with the next one."""
        if self._ground.wish is not None:
            level = self._ground.wish.level
            self._news += level.box(cell, self._view.aligned()).toAlignedRect()

    def _show_news(self, at_once: bool = False) -> None:
        if not self._news.isEmpty() and (at_once or self._pace.since_frame > 1.5 * frame_time):
            self.update(self._news)
            self._news = QRegion()

    def _place_some(
        self, steps: Generator[None, None, Placement], may_go_on: Callable[[], bool]
    ) -> None:
        try:
            next(steps)
            while may_go_on():
                next(steps)
        except StopIteration as end:
            self._placing = None
            self._aim_top(end.value)

    def _announce(self) -> None:
        if not self._glide.is_moving:
            self._montage.settle()
            self._show_news(at_once=True)
            self.repaint(0, 0, 1, 1)  # at once, with all that waits to be painted
            self._is_ready = True
            self._has_stood = self._has_stood or bool(self._scene.layers)
            self.ready.emit()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what there is: tiles, labels, moving things, furniture."""
        view = self._view if self._glide.is_moving else self._view.aligned()
        if event.rect() == self.rect():
            self._pace.begin_frame()
            self._news = QRegion()
        painter = QPainter(self)
        try:
            painter.setClipRegion(event.region())
            pixels = self.width() * self.height() * view.ratio**2
            is_smooth = pixels < _MANY or not self._pace.has_just_moved()
            ground = QColor(self._tokens.ground)
            self._montage.draw(painter, view, QRectF(event.rect()), ground, is_smooth)
            draw_selection(painter, self._scene, view, self._tokens)
            for overlay in self.overlays:
                painter.save()
                overlay(painter, view, self._tokens)
                painter.restore()
            if self.has_furniture:
                draw_furniture(painter, view, self._tokens)
            if self._band is not None:
                self._draw_band(painter, self._band)
        finally:
            painter.end()

    def _draw_band(self, painter: QPainter, band: QRectF) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(QColor(self._tokens.furniture.band_stroke), 1))
        painter.setBrush(QColor(self._tokens.furniture.band_fill))
        painter.drawRect(band)

    # The window

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep middle and scale; before a view was chosen, keep all in sight."""
        super().resizeEvent(event)
        self._fit_window()

    def showEvent(self, event: QShowEvent) -> None:
        """Go on with work that waited for the window."""
        super().showEvent(event)
        self._fit_window()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the screen's pixel ratio."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._fit_window()

    def _fit_window(self) -> None:
        size = (self.width(), self.height(), self.devicePixelRatioF())
        self._glide.stop()
        self._view = self._target = self._target.resized(*size)
        if not self._is_placed:
            self._fit_first()
        self._renew()
