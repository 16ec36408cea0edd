"""Work off the main thread comes home once, in order, and never silently fails."""

import logging
import threading
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from gridapp.desktop.work import Worker
from gridapp.errors import GridappError, RefusalError
from gridapp.messages import message


@pytest.fixture
def worker(qtbot: QtBot) -> Worker:
    return Worker()


def fail(error: GridappError) -> None:
    raise AssertionError(error)


def test_the_work_is_elsewhere_and_the_answer_here(qtbot: QtBot, worker: Worker) -> None:
    threads: list[int] = []
    worker.ask("a", threading.get_ident, lambda there: threads.extend(
        (there, threading.get_ident())), fail)  # fmt: skip
    qtbot.waitUntil(lambda: bool(threads))
    assert threads[0] != threads[1] == threading.get_ident()


def test_a_newer_request_voids_the_older_ones_answer(qtbot: QtBot, worker: Worker) -> None:
    gate = threading.Event()
    heard: list[str] = []

    def slow() -> str:
        gate.wait(10)
        return "old"

    worker.ask("a", slow, heard.append, fail)
    worker.ask("a", lambda: "new", heard.append, fail)
    worker.ask("b", lambda: "other", heard.append, fail)
    gate.set()
    qtbot.waitUntil(lambda: worker.is_idle)
    assert heard == ["new", "other"]


def test_a_newer_request_voids_the_older_ones_refusal(qtbot: QtBot, worker: Worker) -> None:
    def refuse() -> str:
        raise RefusalError(message("No."))

    heard: list[object] = []
    worker.ask("a", refuse, heard.append, heard.append)
    worker.ask("a", lambda: "yes", heard.append, heard.append)
    qtbot.waitUntil(lambda: worker.is_idle)
    assert heard == ["yes"]


def test_a_refusal_comes_home(qtbot: QtBot, worker: Worker) -> None:
    error = RefusalError(message("No."))

    def refuse() -> None:
        raise error

    heard: list[tuple[GridappError, int]] = []
    worker.ask("a", refuse, lambda _: None, lambda e: heard.append((e, threading.get_ident())))
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [(error, threading.get_ident())]


def test_what_nobody_foresaw_is_said_and_logged(
    qtbot: QtBot, worker: Worker, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble() -> None:
        raise ZeroDivisionError("deep down")

    heard: list[GridappError] = []
    with caplog.at_level(logging.ERROR):
        worker.ask("odd", stumble, lambda _: None, heard.append)
        qtbot.waitUntil(lambda: bool(heard))
    assert "ZeroDivisionError" in str(heard[0].problem)
    assert heard[0].remedy is not None
    assert "deep down" in caplog.text
    assert "odd" in caplog.text


def test_busy_until_the_last_answer(qtbot: QtBot, worker: Worker) -> None:
    told: list[bool] = []
    worker.busy.connect(told.append)
    worker.ask("a", lambda: 1, lambda _: None, fail)
    worker.ask("b", lambda: 2, lambda _: None, fail)
    qtbot.waitUntil(lambda: worker.is_idle)
    assert told[0]
    assert told.count(False) == 1
    assert not told[-1]


def test_what_is_forgotten_is_not_heard(qtbot: QtBot, worker: Worker) -> None:
    gate = threading.Event()
    heard: list[object] = []
    worker.ask("a", lambda: gate.wait(10), heard.append, fail)
    worker.forget()
    worker.ask("b", lambda: "new", heard.append, fail)
    gate.set()
    qtbot.waitUntil(lambda: worker.is_idle)
    assert heard == ["new"]


def test_finish_waits_for_the_thread(qtbot: QtBot, worker: Worker) -> None:
    done: list[int] = []
    for number in range(5):
        worker.ask("a", partial(done.append, number), lambda _: None, fail)
    worker.finish()
    assert done == [0, 1, 2, 3, 4]


def test_after_the_end_nobody_is_asked(qtbot: QtBot, worker: Worker) -> None:
    asked: list[int] = []

    def remember() -> int:
        asked.append(1)
        return 1

    worker.finish()
    worker.ask("a", remember, asked.append, fail)
    qtbot.wait(50)
    assert asked == []
    assert worker.is_idle


def test_one_thread_keeps_what_python_keeps_for_it(qtbot: QtBot, worker: Worker) -> None:
    """The context of pyproj is one for each thread; freed between requests, it took us down."""
    answers: list[str] = []

    def name(code: int) -> str:
        from pyproj import CRS

        return CRS.from_epsg(code).name

    for number, code in enumerate((4549, 4326, 4490), start=1):
        worker.ask("name", partial(name, code), answers.append, fail)
        qtbot.waitUntil(lambda: worker.is_idle)
        assert len(answers) == number
    assert answers[1] == "WGS 84"
