"""Garbage goes on the window's thread, the old while the hand rests."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QCursor
from pytestqt.qtbot import QtBot

from gridapp.desktop.garbage import Garbage


class Ring:
    """Holds itself: only the collector can free it."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def garbage(qtbot: QtBot) -> Iterator[Garbage]:
    owner = QObject()
    yield Garbage(owner)
    gc.unfreeze()


def grow_old(rounds: int) -> None:
    """Collect the young generations only, so often that what lives is old."""
    for _ in range(rounds):
        gc.collect(1)


def test_old_garbage_goes_when_the_hand_rests(garbage: Garbage) -> None:
    ring = Ring()
    grow_old(12)
    gone = weakref.ref(ring)
    del ring
    QCursor.setPos(QPoint(10, 10))
    garbage.look()
    assert gone() is not None, "the hand moved since the last look"
    garbage.look()
    assert gone() is None


def test_old_garbage_waits_for_a_map_under_the_wheel(garbage: Garbage) -> None:
    moving = [True]
    wheeled = Garbage(garbage, lambda: moving[0])
    ring = Ring()
    grow_old(12)
    gone = weakref.ref(ring)
    del ring
    wheeled.look()
    wheeled.look()
    assert gone() is not None, "the map moves"
    moving[0] = False
    wheeled.look()
    assert gone() is None


def test_nothing_is_done_before_it_is_due(garbage: Garbage) -> None:
    gc.collect()
    ring = Ring()
    grow_old(2)
    gone = weakref.ref(ring)
    del ring
    garbage.look()
    garbage.look()
    assert gone() is not None


def test_a_worker_in_need_of_memory_leaves_the_window_alone(garbage: Garbage) -> None:
    ring = Ring()
    gone = weakref.ref(ring)
    del ring
    kept: list[list[int]] = []
    work = threading.Thread(target=lambda: kept.extend([] for _ in range(200_000)))
    work.start()
    work.join()
    assert gone() is not None, "collected on another thread"
    garbage.sweep()
    assert gone() is None
