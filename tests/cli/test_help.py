"""Every command says what it is for and what it takes."""

import inspect
import re

import pytest

from gridapp.cli.command import Command, table
from gridapp.cli.main import COMMANDS

from .conftest import Gridapp

ALL: list[tuple[tuple[str, ...], Command]] = []
for _name, _entry in COMMANDS.items():
    if callable(_entry):
        ALL.append(((_name,), _entry))
    else:
        ALL.extend(((_name, verb), command) for verb, command in _entry.items())


@pytest.mark.parametrize(("words", "command"), ALL, ids=[" ".join(words) for words, _ in ALL])
def test_help_says_what_a_command_does(
    gridapp: Gridapp, words: tuple[str, ...], command: Command
) -> None:
    found = gridapp(*words, "--help")
    assert (found.status, found.err) == (0, "")
    purpose = (inspect.getdoc(command) or "").partition("\n")[0]
    assert purpose
    assert purpose in found.out
    section = inspect.getdoc(command) or ""
    for argument in inspect.signature(command).parameters.values():
        text = re.search(rf"^{argument.name}\n    (.*)", section, re.MULTILINE)
        assert text, f"{argument.name} is not explained"
        assert text[1].split()[0] in found.out
    assert "--json" in found.out


def test_the_first_page_names_every_command(gridapp: Gridapp) -> None:
    page = gridapp("--help").out
    for name in COMMANDS:
        assert re.search(rf"^    {name}\b", page, re.MULTILINE)


@pytest.mark.parametrize("group", [name for name, entry in COMMANDS.items() if not callable(entry)])
def test_a_group_names_its_commands(gridapp: Gridapp, group: str) -> None:
    entry = COMMANDS[group]
    assert not callable(entry)
    page = gridapp(group, "--help").out
    for verb in entry:
        assert re.search(rf"^    {verb}\b", page, re.MULTILINE)


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("nonsense",),
        ("case",),
        ("case", "nonsense"),
        ("case", "list"),
        ("case", "undo", "town.gpkg", "20260616-0001"),
        ("case", "dispatch", "town.gpkg", "20260616-0001", "--to", "nobody"),
        ("net", "import", "town.gpkg", "net.geojson", "--level", "3"),
        ("locate", "town.gpkg", "--limit", "many", "人民路"),
        ("track", "legs", "town.gpkg", "--terminal", "T001", "--day", "2026-06-16"),
        ("snapshot", "town.gpkg", "--out", "x.png", "--theme", "pink"),
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_two(gridapp: Gridapp, words: tuple[str, ...]) -> None:
    found = gridapp(*words)
    assert found.status == 2
    assert found.out == ""
    assert found.err.startswith("usage: gridapp")


def test_the_version(gridapp: Gridapp) -> None:
    assert re.fullmatch(r"gridapp \d+\.\d+\.\d+\n", gridapp("--version").out)


def test_chinese_letters_take_two_columns() -> None:
    lines = table(("name", "id"), [("路灯", 1), ("abc", None), ("", 22)])
    assert lines == ("name  id", "路灯  1", "abc   –", "–     22")
