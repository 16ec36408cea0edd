"""A command is a typed function: its signature makes the parser, its docstring the help.

A positional parameter is an argument, a keyword-only one an option (required unless it has a
default); a list takes several words, a bool is a flag, a Literal a choice. The docstring's first
line is the command's help, its ``Parameters`` section the help of each argument.
"""

import argparse
import getpass
import inspect
import re
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import UnionType


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command has to say: a JSON document for programs, lines for people.

    `is_finding` makes the exit status 1: the command worked, and found something wrong.
    """

    document: object
    lines: tuple[str, ...]
    is_finding: bool = False


Command = Callable[..., Answer]
Commands = Mapping[str, Mapping[str, Command] | Command]

ACTOR = f"cli:{getpass.getuser()}"
"""Who acts, in the journal and the audit."""


def table(header: tuple[str, ...], rows: list[tuple[object, ...]]) -> tuple[str, ...]:
    """Lay rows out in columns; Chinese characters count for two."""
    cells = [header, *(tuple("–" if v in (None, "") else str(v) for v in row) for row in rows)]
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    return tuple(
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in cells
    )


def add_parser(
    subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, command: Command
) -> None:
    """Make the parser of one command from its signature and docstring."""
    doc = inspect.getdoc(command) or ""
    parser = subparsers.add_parser(
        name,
        help=doc.partition("\n")[0],
        description=doc.partition("\nParameters\n")[0],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    helps = dict(_argument_helps(doc))
    hints = typing.get_type_hints(command)
    for argument in inspect.signature(command).parameters.values():
        names, settings = _argument(argument, hints[argument.name])
        parser.add_argument(*names, help=helps.get(argument.name), **settings)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(command=command)


def run(namespace: argparse.Namespace) -> Answer:
    """Call the command that the words chose."""
    arguments = dict(vars(namespace))
    command = arguments.pop("command")
    return typing.cast("Answer", command(**{
        name: arguments[name] for name in inspect.signature(command).parameters
    }))  # fmt: skip


def _argument(
    argument: inspect.Parameter, hint: object
) -> tuple[tuple[str, ...], dict[str, typing.Any]]:
    is_option = argument.kind is inspect.Parameter.KEYWORD_ONLY
    word = argument.name.strip("_").replace("_", "-")
    names = (f"--{word}",) if is_option else (argument.name,)
    settings: dict[str, typing.Any] = {}
    if is_option:
        settings["dest"] = argument.name
        settings["required"] = argument.default is inspect.Parameter.empty
        settings["default"] = argument.default
    if typing.get_origin(hint) in (UnionType, typing.Union):  # a Literal's union is the latter
        hint = next(h for h in typing.get_args(hint) if h is not type(None))
    if hint is bool:
        del settings["required"]
        return names, settings | {"action": "store_true"}
    if typing.get_origin(hint) is list:
        can_lack = is_option or argument.default is not inspect.Parameter.empty
        settings["nargs"] = "*" if can_lack else "+"
        hint = typing.get_args(hint)[0]
    if typing.get_origin(hint) is typing.Literal:
        choices = typing.get_args(hint)
        return names, settings | {"choices": choices, "type": type(choices[0])}
    if hint in (str, int, float, Path):
        settings["type"] = hint
    return names, settings | {"metavar": word.upper()}


def _argument_helps(doc: str) -> Iterator[tuple[str, str]]:
    section = doc.partition("\nParameters\n")[2]
    for name, text in re.findall(r"^(\w+)\n((?:    .*\n?)+)", section, re.MULTILINE):
        yield name, " ".join(text.split()).replace("%", "%%")  # argparse fills in what % names


def _width(text: str) -> int:
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)
