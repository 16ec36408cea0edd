"""Threads that work the newest wish first, and go home when nothing is wished."""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Wish = TypeVar("Wish")


class Crew(Generic[Wish]):
    """Runs `work` for each wish on at most `size` threads.

    The newest wishes come first, since a map that is dragged wants what it shows now; of more
    than `room` that wait the oldest are dropped. Threads live only while there is work.
    """

    def __init__(self, name: str, size: int, room: int, work: Callable[[Wish], None]) -> None:
        self._name, self._size, self._room, self._work = name, size, room, work
        self._lock = threading.Lock()
        self._waiting: OrderedDict[Wish, None] = OrderedDict()
        self._at_work: set[Wish] = set()
        self._threads = 0
        self._is_closed = False

    def ask(self, wish: Wish) -> None:
        """Have a wish worked, before those that wait; one that is under way isn't begun again."""
        with self._lock:
            if self._is_closed or wish in self._at_work:
                return
            self._waiting[wish] = None
            self._waiting.move_to_end(wish)
            if len(self._waiting) > self._room:
                self._waiting.popitem(last=False)
            if self._threads < self._size:
                self._threads += 1
                threading.Thread(target=self._run, name=self._name, daemon=True).start()

    def __contains__(self, wish: Wish) -> bool:
        with self._lock:
            return wish in self._waiting or wish in self._at_work

    @property
    def is_idle(self) -> bool:
        """Whether nothing waits or is under way."""
        with self._lock:
            return not self._waiting and not self._at_work

    def close(self) -> None:
        """Drop what waits and take no more; what is under way ends by itself."""
        with self._lock:
            self._is_closed = True
            self._waiting.clear()

    def _run(self) -> None:
        while (wish := self._next()) is not None:
            try:
                self._work(wish)
            except Exception:
                logging.getLogger(__name__).exception("The work on %s failed.", wish)
            finally:
                with self._lock:
                    self._at_work.discard(wish)

    def _next(self) -> Wish | None:
        with self._lock:
            if not self._waiting:
                self._threads -= 1
                return None
            wish, _ = self._waiting.popitem()
            self._at_work.add(wish)
            return wish
