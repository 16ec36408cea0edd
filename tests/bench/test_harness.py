"""The harness itself: turns, medians, JSON lines, and what a missing peer does."""

import json
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from time import perf_counter

import pytest

from tests.bench import qgis
from tests.bench.__main__ import BENCHMARKS, main
from tests.bench.harness import Benchmark, MissingPeerError, RunError, run, timed
from tests.bench.programs import run_program, seconds_until_ready

FAKE = {
    "fake": f"{__name__}:fake",
    "lonely": f"{__name__}:lonely",
    "broken": f"{__name__}:broken",
    "alone": f"{__name__}:alone",
}


def side(name: str, seconds: list[float], turns: list[str]) -> Callable[[], float]:
    given = iter(seconds)

    def take_turn() -> float:
        turns.append(name)
        return next(given)

    return take_turn


def fake() -> Benchmark:
    """A comparison with known times."""
    turns: list[str] = []
    return Benchmark(
        ours=side("ours", [9.0, 0.4, 0.5, 7.0], turns),
        peer=side("peer", [9.0, 3.0, 1.0, 0.1], turns),
        peer_name="Snail",
        scale={"polygons": 12},
        versions={"gridapp": "1", "Snail": "0.1"},
        runs=3,
    )


def lonely() -> Benchmark:
    """A comparison with nobody."""
    raise MissingPeerError("Snail", "Install it: apt-get install snail")


def broken() -> Benchmark:
    """A comparison that breaks off."""

    def fail() -> float:
        raise RunError("snail: exit status 3")

    return Benchmark(fail, fail, "Snail", {}, {})


def alone() -> Benchmark:
    """Work that nobody else does, with an aim."""
    return Benchmark(side("ours", [9.0, 0.4, 0.5, 0.6], []), None, "", {}, {}, 3, aim_s=0.75)


def test_ratio_is_peer_over_ours_by_medians_without_the_warm_up() -> None:
    result = run("fake", fake())
    assert result.ours_s == 0.5
    assert result.peer_s == 1.0
    assert result.ratio == 2.0
    assert result.ours_runs_s == [0.4, 0.5, 7.0]


def test_sides_take_turns() -> None:
    turns: list[str] = []
    ones = [1.0] * 9
    run("turns", Benchmark(side("a", ones, turns), side("b", ones, turns), "b", {}, {}), runs=2)
    assert turns == ["a", "b"] * 3


def test_timed_measures_the_wall_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks: Iterator[float] = map(float, count(step=4))
    monkeypatch.setattr("tests.bench.harness.perf_counter", lambda: next(ticks))
    assert timed(list)() == 4.0


def test_json_is_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fake", "fake", "--json"], FAKE) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["name"] for line in lines] == ["fake", "fake"]
    assert lines[0]["ratio"] == pytest.approx(lines[0]["peer_s"] / lines[0]["ours_s"])
    assert lines[0]["peer"] == "Snail"
    assert lines[0]["scale"] == {"polygons": 12}
    assert set(lines[0]["versions"]) == {"gridapp", "Snail"}


def test_table_has_a_row_for_each_that_ran(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--all"], FAKE) == 1
    told = capsys.readouterr()
    header, row, last = told.out.splitlines()
    assert header.split()[:2] == ["benchmark", "ours"]
    assert row.split() == ["fake", "0.500", "–", "1.000", "2.00", "Snail"]
    assert last.split() == ["alone", "0.500", "0.750", "–", "–"]


def test_without_a_peer_there_is_an_aim_and_no_ratio(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["alone", "--json"], FAKE) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["ours_s"], told["aim_s"]) == (0.5, 0.75)
    assert (told["peer"], told["peer_s"], told["ratio"]) == ("", None, None)
    assert (told["ours_runs_s"], told["peer_runs_s"]) == ([0.4, 0.5, 0.6], [])


def test_missing_peer_is_an_error_with_its_remedy(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lonely", "--json"], FAKE) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "lonely: Snail is missing. Install it: apt-get install snail" in told.err


def test_a_side_that_breaks_off_gives_no_ratio(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["broken", "fake", "--json"], FAKE) == 1
    told = capsys.readouterr()
    assert json.loads(told.out)["name"] == "fake"
    assert "broken: snail: exit status 3" in told.err


def test_without_names_it_lists(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([], BENCHMARKS) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == list(BENCHMARKS)


@pytest.mark.parametrize("words", [["no-such"], ["fake", "--runs", "0"]])
def test_wrong_words_are_wrong_usage(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(words, FAKE)
    assert left.value.code == 2
    capsys.readouterr()


def test_qgis_nowhere_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("os.defpath", str(tmp_path))
    qgis.find_qgis.cache_clear()
    with pytest.raises(MissingPeerError, match="apt-get install qgis python3-qgis"):
        qgis.find_qgis()


@pytest.mark.parametrize(
    ("code", "complaint"),
    [
        ("print('soon')", "never got ready, exit status 0"),
        ("import sys; print('ready'); sys.exit('no paper')", "no paper"),
    ],
)
def test_a_program_that_does_not_get_ready_is_told(code: str, complaint: str) -> None:
    with pytest.raises(RunError, match=complaint):
        seconds_until_ready([sys.executable, "-c", code], {})


def test_ready_counts_the_line_and_not_the_end() -> None:
    code = "import time; print('hello'); print('ready', flush=True); time.sleep(0.5)"
    begin = perf_counter()
    seconds = seconds_until_ready([sys.executable, "-c", code], {})
    assert seconds < perf_counter() - begin - 0.1


def test_a_program_that_fails_tells_its_last_words() -> None:
    assert run_program([sys.executable, "-c", "print(1)"], {}) == "1\n"
    with pytest.raises(RunError, match="no ink"):
        run_program([sys.executable, "-c", "import sys; sys.exit('no ink')"], {})
