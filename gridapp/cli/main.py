"""The entry point: from words to a command, from its answer to output and exit status."""

import argparse
import io
import json
import os
import sys
from collections.abc import Sequence

from gridapp import __version__, language
from gridapp.cli import (
    background,
    balance,
    cases,
    editions,
    export,
    geocoder,
    journal,
    locate,
    merge,
    net,
    paper,
    place,
    reports,
    show,
    track,
)
from gridapp.cli.command import Answer, Commands, add_parser, run
from gridapp.errors import GridappError

COMMANDS: Commands = {
    "demo": show.demo,
    "open": show.open_,
    "snapshot": show.snapshot,
    "export": export.export,
    "print": paper.print_,
    "net": {
        "import": net.import_,
        "list": net.list_,
        "export": net.export,
        "merge": merge.merge,
        "check": editions.check,
        "editions": editions.list_,
        "diff": editions.diff,
        "publish": editions.publish,
        "balance": balance.balance,
        "what-if": balance.what_if,
    },
    "locate": locate.locate,
    "geocoder": {"set": geocoder.set_, "show": geocoder.show, "off": geocoder.off},
    "place": {"import": place.import_},
    "case": {
        "open": cases.open_,
        "import": reports.import_,
        "recommend": cases.recommend,
        "dispatch": cases.dispatch,
        "advance": cases.advance,
        "undo": cases.undo,
        "list": cases.list_,
        "show": cases.show,
    },
    "track": {
        "import": track.import_,
        "list": track.list_,
        "legs": track.legs,
        "stops": track.stops,
        "near": track.near,
    },
    "background": {
        "add": background.add,
        "list": background.list_,
        "remove": background.remove,
    },
    "journal": {"verify": journal.verify},
}


def main(words: Sequence[str] | None = None) -> int:
    """Run a command; return 0 done, 1 a finding or refusal, 2 wrong usage."""
    language.use(language.preferred())
    _write_what_the_terminal_can()
    status = 0
    try:
        try:
            namespace = _parser().parse_args(words)
            as_json = vars(namespace).pop("json")
            try:
                answer = run(namespace)
            except GridappError as error:
                status = 1
                _report(error, as_json=as_json)
            else:
                status = int(answer.is_finding)
                _print(answer, as_json=as_json)
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        # The reader, such as “head”, has enough. The interpreter's own last flush must not
        # complain either, so what is left goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="gridapp", description="A desktop GIS for grid governance."
    )
    parser.add_argument("--version", action="version", version=f"gridapp {__version__}")
    top = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, entry in COMMANDS.items():
        if callable(entry):
            add_parser(top, name, entry)
            continue
        group = top.add_parser(name, help=", ".join(entry))
        below = group.add_subparsers(required=True, metavar="COMMAND")
        for verb, command in entry.items():
            add_parser(below, verb, command)
    return parser


def _write_what_the_terminal_can() -> None:
    """Show letters that the terminal's encoding lacks as question marks; never fail on them."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _print(answer: Answer, *, as_json: bool) -> None:
    if as_json:
        _print_json(answer.document)
    else:
        print(*answer.lines, sep="\n")


def _print_json(document: object) -> None:
    is_unicode = sys.stdout.encoding.lower().replace("-", "") == "utf8"
    print(json.dumps(document, ensure_ascii=not is_unicode, indent=1))


def _report(error: GridappError, *, as_json: bool) -> None:
    problem = language.say(error.problem)
    remedy = language.say(error.remedy) if error.remedy else ""
    if as_json:
        _print_json({"error": type(error).__name__, "problem": problem, "remedy": remedy})
    print(problem, remedy, sep="\n" if remedy else "", file=sys.stderr)
