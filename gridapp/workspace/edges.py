"""Edge disputes: who may claim a place at a boundary, and the one whom it is given to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from gridapp.cases.case import Case
from gridapp.cases.events import Json
from gridapp.workspace.casework import Casework
from gridapp.workspace.geography import Geography, GridAnswer


@dataclass(frozen=True, slots=True)
class Claimant:
    """A grid of the finest level that shares a place's circle.

    Attributes
    ----------
    codes : level → code, as a case keeps its grids
    name, owner : of the grid; the owner's name, empty without one
    share : of the circle's area, 0 to 1
    """

    codes: Mapping[str, str]
    name: str
    owner: str
    share: float

    @property
    def code(self) -> str:
        """The code of the grid itself."""
        return self.codes[max(self.codes)]


def claimants(
    answer: GridAnswer, parents: Mapping[str, str], names: Mapping[str, str]
) -> tuple[Claimant, ...]:
    """Return who shares a circle, the largest share first; nobody when it isn't disputed.

    Parameters
    ----------
    parents : code → code of the grid above, as `parents_of` reads them
    names : of the members who own grids, by id
    """
    if not answer.disputed:
        return ()
    finest = max(claim.level for claim in answer.claims)
    return tuple(
        Claimant(
            _lineage(claim.code, finest, parents),
            claim.name,
            names.get(claim.owner, claim.owner),
            claim.share,
        )
        for claim in answer.claims
        if claim.level == finest
    )


def _lineage(code: str, level: int, parents: Mapping[str, str]) -> dict[str, str]:
    above = parents.get(code, "")
    return ({str(level - 1): above} if above else {}) | {str(level): code}


def parents_of(geography: Geography, at: datetime) -> dict[str, str]:
    """Return the grid above each grid at a time."""
    grids = geography.grids(at=at)
    return dict(zip(grids.codes.tolist(), grids.parents.tolist(), strict=True))


def claimants_of(geography: Geography, casework: Casework, case: Case) -> tuple[Claimant, ...]:
    """Return who may claim a case whose edge dispute isn't settled; nobody otherwise."""
    if not case.edge_dispute or case.x is None or case.y is None:
        return ()
    answer = geography.grids_at(case.x, case.y, case.uncertainty_m or 0.0, at=case.opened_at)
    return claimants(answer, parents_of(geography, case.opened_at), owner_names(casework))


def owner_names(casework: Casework) -> dict[str, str]:
    """Return the names of the members by id."""
    return {str(row["ref"]): str(row["name"]) for row in casework.register("member")}


def settlement(claimant: Claimant, note: str) -> dict[str, Json]:
    """Return the fields by which a case is given to a claimant and its dispute is over."""
    return {"grids": dict(claimant.codes), "edge_dispute": False, "note": note}
