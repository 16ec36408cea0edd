"""Questions, answers and decisions of a merge in words."""

from collections.abc import Callable, Sequence

from gridapp.grid.decisions import Decision
from gridapp.grid.questions import Kind, Question
from gridapp.language import tr

_HECTARE = 10_000
_NAMED = 3

Titles = Callable[[str], str]
"""What people call a net, by its name."""


def kind_name(kind: Kind) -> str:
    """Name a kind of question."""
    return {
        "sliver": tr("Sliver"),
        "near": tr("Near borders"),
        "overlap": tr("Overlap"),
        "gap": tr("Gap"),
    }[kind]


def head_of(question: Question) -> str:
    """Say what it is and how large."""
    return tr(
        "{kind} · {area} · {width} m wide",
        kind=kind_name(question.kind), area=area(question.area), width=f"{question.width:.1f}",
    )  # fmt: skip


def concern_of(question: Question, titles: Titles) -> str:
    """Say whom it concerns, or what was decided."""
    if question.decision is not None:
        return tr("Decided: {answer}", answer=answer_of(question.decision, titles))
    if question.kind == "overlap":
        return f"{titles(question.net)}: {' / '.join(question.codes)}"
    return names(question.nets, titles)


def answer_of(decision: Decision, titles: Titles) -> str:
    """Say what was, or may be, decided."""
    if decision.action == "keep":
        return tr("keep it as it is")
    form = {
        "give": tr("give to {code} ({net})", code=decision.code, net=titles(decision.net)),
        "claim": tr("claimed by {code}", code=decision.code),
    }
    return form[decision.action]


def names(nets: Sequence[str], titles: Titles) -> str:
    """Name nets: all when they are few, else the first and how many more."""
    named = ", ".join(titles(net) for net in nets[:_NAMED])
    more = len(nets) - _NAMED
    return named if more <= 0 else tr("{nets} and {count} more", nets=named, count=more)


def area(metres: float) -> str:
    """Write an area as people read it."""
    if metres < _HECTARE:
        return tr("{area} m²", area=f"{metres:,.0f}")
    return tr("{area} ha", area=f"{metres / _HECTARE:,.2f}")
