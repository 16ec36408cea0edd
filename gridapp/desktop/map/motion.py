"""The view's glide from where it is to where it shall be."""

from collections.abc import Callable

from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation

from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.tokens import duration


class Glide(QObject):
    """Moves a view to its target within `duration["quick"]`.

    Parameters
    ----------
    moved : callable
        Called with each view on the way, the target last.
    """

    def __init__(self, moved: Callable[[Viewport], None], parent: QObject) -> None:
        super().__init__(parent)
        self._moved = moved
        self._start = self._target = Viewport()
        self._animation = QVariantAnimation(self)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.setDuration(duration["quick"])
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.valueChanged.connect(self._step)

    @property
    def is_moving(self) -> bool:
        """Whether the view is on its way."""
        return self._animation.state() == QVariantAnimation.State.Running

    def to(self, start: Viewport, target: Viewport) -> None:
        """Glide from one view to another; a glide under way is turned."""
        self._animation.stop()
        self._start, self._target = start, target
        self._animation.start()

    def stop(self) -> None:
        """Stay where the view is."""
        self._animation.stop()

    def _step(self, share: float) -> None:
        self._moved(self._start.between(self._target, share))
