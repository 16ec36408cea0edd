"""A report at the intake: what its words may mean, as choices, and what was accepted of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from gridapp.cases.catalogue import Matter, Suggestion
from gridapp.desktop.console.choices import Option
from gridapp.language import say
from gridapp.locate.datum import Datum
from gridapp.locate.find import Candidate
from gridapp.workspace.duplicates import LikelyDuplicate
from gridapp.workspace.edges import Claimant
from gridapp.workspace.geography import GridAnswer

_LEAST_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says: places and matters, each the likeliest first.

    Attributes
    ----------
    grids, claimants : of each place: the grids there, and who shares a disputed circle
    alike : open cases that the report seems to repeat
    datum : what typed coordinates are taken to be on; None where they say it themselves
    """

    places: Sequence[Candidate]
    matters: Sequence[Suggestion]
    grids: Sequence[GridAnswer] = ()
    claimants: Sequence[Sequence[Claimant]] = ()
    alike: Sequence[LikelyDuplicate] = ()
    datum: Datum | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """A finished report: what, where, and what the operator settled about it already.

    `claimant` gets a disputed place, `main` is the number of the case it repeats.
    """

    text: str
    place: Candidate
    matter: Matter | None
    is_urgent: bool
    claimant: Claimant | None = None
    main: str = ""


def place_option(place: Candidate) -> Option:
    """Return a place that may be meant as a choice."""
    reasons = [say(reason) for reason in place.reasons]
    on = place.datum.value if place.kind == "coordinate" else ""
    detail = " · ".join(filter(None, (f"±{place.uncertainty_m:.0f} m", on, *reasons[:1])))
    return Option(place.label, f"{place.confidence:.0%}", detail, "\n".join(reasons))


def edge_option(claimant: Claimant) -> Option:
    """Return a grid that shares a disputed circle as a choice."""
    owner = f" · {claimant.owner}" if claimant.owner else ""
    title = f"{claimant.name} (…{claimant.code[-3:]}){owner}"
    share = f"{claimant.share:.0%}" if claimant.share >= _LEAST_SHARE else f"<{_LEAST_SHARE:.0%}"
    return Option(title, share)
