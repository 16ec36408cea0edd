"""The entry point: from words to a command, from its answer to output and exit status."""

import argparse
import json
import sys
from collections.abc import Sequence

from gridapp import __version__, language
from gridapp.cli import cases, journal, net, place, show, track
from gridapp.cli.command import Commands, add_parser, run
from gridapp.errors import GridappError

COMMANDS: Commands = {
    "demo": show.demo,
    "open": show.open_,
    "snapshot": show.snapshot,
    "net": {"import": net.import_, "list": net.list_, "export": net.export},
    "locate": place.locate,
    "case": {
        "open": cases.open_,
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
    "journal": {"verify": journal.verify},
}


def main(words: Sequence[str] | None = None) -> int:
    """Run a command; return 0 done, 1 a finding or refusal, 2 wrong usage."""
    language.use(language.preferred())
    namespace = _parser().parse_args(words)
    as_json = vars(namespace).pop("json")
    try:
        answer = run(namespace)
    except GridappError as error:
        _report(error, as_json=as_json)
        return 1
    if as_json:
        print(json.dumps(answer.document, ensure_ascii=False, indent=1))
    else:
        print(*answer.lines, sep="\n")
    return int(answer.is_finding)


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


def _report(error: GridappError, *, as_json: bool) -> None:
    problem = language.say(error.problem)
    remedy = language.say(error.remedy) if error.remedy else ""
    if as_json:
        document = {"error": type(error).__name__, "problem": problem, "remedy": remedy}
        print(json.dumps(document, ensure_ascii=False, indent=1))
    print(problem, remedy, sep="\n" if remedy else "", file=sys.stderr)
