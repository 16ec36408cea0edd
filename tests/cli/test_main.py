"""Exit status, output and errors of the program as other programs start it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gridapp.paths import resource

from .conftest import Gridapp, Unchanged

ROOT = Path(__file__).parents[2]


def start(*words: object, cwd: Path, **environment: str) -> "subprocess.CompletedProcess[bytes]":
    """Run the program in its own process, from another folder."""
    return subprocess.run(
        [sys.executable, "-m", "gridapp", *map(str, words)],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(ROOT), "GRIDAPP_LANGUAGE": "en"} | environment,
        capture_output=True,
        timeout=120,
        check=False,
    )


def test_done_is_zero_and_json_is_one_document(town: Path) -> None:
    found = start("case", "list", town.name, "--json", cwd=town.parent)
    assert (found.returncode, found.stderr) == (0, b"")
    cases = json.loads(found.stdout.decode())
    assert len(cases) > 50
    assert all(case["stage"] != "closed" for case in cases)


def test_a_refusal_is_one_and_goes_to_stderr(tmp_path: Path) -> None:
    found = start("case", "list", "nowhere.gpkg", cwd=tmp_path)
    assert (found.returncode, found.stdout) == (1, b"")
    assert "There is no workspace “nowhere.gpkg”." in found.stderr.decode()
    assert "gridapp net import" in found.stderr.decode()
    assert list(tmp_path.iterdir()) == []


def test_a_refusal_as_json(tmp_path: Path) -> None:
    found = start("journal", "verify", "nowhere.gpkg", "--json", cwd=tmp_path)
    assert found.returncode == 1
    document = json.loads(found.stdout)
    assert document["error"] == "StoreError"
    assert "nowhere.gpkg" in document["problem"]
    assert document["remedy"]
    assert document["problem"] in found.stderr.decode()


def test_wrong_usage_is_two(tmp_path: Path) -> None:
    found = start("case", "list", cwd=tmp_path)
    assert (found.returncode, found.stdout) == (2, b"")
    assert b"usage:" in found.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="pipes close otherwise on Windows")
@pytest.mark.parametrize("words", [("case", "list", "--all"), ("case", "list", "--all", "--json"),
                                   ("--help",)])  # fmt: skip
def test_a_reader_may_leave_early(demo_town: Path, words: tuple[str, ...]) -> None:
    """As in “gridapp case list … | head -1”, where head has gone before we write."""
    place = [] if "--help" in words else [str(demo_town)]
    reading, writing = os.pipe()
    os.close(reading)
    try:
        found = subprocess.run(
            [sys.executable, "-m", "gridapp", *words, *place],
            cwd=ROOT,
            stdout=writing,
            stderr=subprocess.PIPE,
            timeout=120,
            check=False,
        )
    finally:
        os.close(writing)
    assert found.stderr == b""
    assert found.returncode == 0


def test_a_poor_terminal_shows_question_marks_and_json_stays_whole(demo_town: Path) -> None:
    words = ("locate", demo_town, "人民路与锡澄路路口")
    poor = {"PYTHONIOENCODING": "ascii"}
    found = start(*words, cwd=ROOT, **poor)
    assert (found.returncode, found.stderr) == (0, b"")
    assert b"?15 m" in found.stdout
    found = start(*words, "--json", cwd=ROOT, **poor)
    assert json.loads(found.stdout.decode("ascii"))["candidates"][0]["label"] == "人民路锡澄路路口"


@pytest.mark.parametrize(
    ("environment", "header"),
    [
        ({"GRIDAPP_LANGUAGE": "en", "LANG": "zh_CN.UTF-8"}, "case"),
        ({"GRIDAPP_LANGUAGE": "zh_CN", "LANG": "en_US.UTF-8"}, "案件"),
        ({"GRIDAPP_LANGUAGE": "", "LANG": "en_US.UTF-8"}, "case"),
        ({"GRIDAPP_LANGUAGE": "", "LANG": "zh_CN.UTF-8"}, "案件"),
        ({"GRIDAPP_LANGUAGE": "", "LANG": "C.UTF-8"}, "案件"),
        ({"GRIDAPP_LANGUAGE": "", "LANG": ""}, "案件"),
    ],
    ids=str,
)
def test_the_environment_chooses_the_language(
    gridapp: Gridapp,
    monkeypatch: pytest.MonkeyPatch,
    demo_town: Path,
    environment: dict[str, str],
    header: str,
) -> None:
    if not resource("locale", "zh_CN", "LC_MESSAGES", "gridapp.mo").exists():
        pytest.skip("the catalogues are not compiled; installing the package does it")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert gridapp("case", "list", demo_town).out.split()[0] == header


READERS = [
    ("case", "open", "{ws}", "路灯不亮"),
    ("case", "recommend", "{ws}", "20260616-0001"),
    ("case", "dispatch", "{ws}", "20260616-0001"),
    ("case", "advance", "{ws}", "20260616-0001", "accept"),
    ("case", "undo", "{ws}", "20260616-0001", "--reason", "x"),
    ("case", "list", "{ws}"),
    ("case", "show", "{ws}", "20260616-0001"),
    ("journal", "verify", "{ws}"),
    ("locate", "{ws}", "人民路"),
    ("net", "list", "{ws}"),
    ("net", "export", "{ws}", "out.geojson"),
    ("track", "list", "{ws}"),
    ("track", "legs", "{ws}", "--terminal", "T001", "--day", "2026-06-16", "--reason", "x"),
    ("track", "stops", "{ws}", "--terminal", "T001", "--day", "2026-06-16", "--reason", "x"),
    ("track", "near", "{ws}", "--at", "120.36,31.78", "--from", "2026-06-16", "--to",
     "2026-06-17", "--reason", "x"),
    ("snapshot", "{ws}", "--out", "map.png"),
]  # fmt: skip


@pytest.mark.parametrize("words", READERS, ids=lambda words: " ".join(words[:2]))
@pytest.mark.parametrize("what", ["nothing", "folder", "text", "empty", "address"])
def test_what_is_no_workspace_is_refused(
    gridapp: Gridapp,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    unchanged: Unchanged,
    words: tuple[str, ...],
    what: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    text, empty = tmp_path / "notes.gpkg", tmp_path / "empty.gpkg"
    text.write_text("not a database at all, " * 100)
    empty.touch()
    (tmp_path / "folder.gpkg").mkdir()
    there = sorted(tmp_path.iterdir())
    places = {
        "nothing": str(tmp_path / "none.gpkg"),
        "folder": str(tmp_path / "folder.gpkg"),
        "text": str(text),
        "empty": str(empty),
        "address": "postgresql://localhost/town",
    }
    place = places[what]
    with unchanged(text), unchanged(empty):
        found = gridapp(*(word.replace("{ws}", place) for word in words))
    assert (found.status, found.out) == (1, "")
    assert Path(place).name in found.err
    if what == "address":
        assert "is not a workspace file" in found.err
    assert len(found.err.strip().splitlines()) == 2  # what is wrong, and what to do
    assert sorted(tmp_path.iterdir()) == there
