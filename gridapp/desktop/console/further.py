"""What a geocoder on the network adds to a report that was read; nothing unless configured."""

from gridapp.desktop.console.report import Reading
from gridapp.workspace import Workspace
from gridapp.workspace.edges import claimants, owner_names, parents_of


def read_further(workspace: Workspace, text: str, reading: Reading) -> Reading:
    """Return the places that a geocoder on the network knows beyond those of a reading.

    Raises
    ------
    StoreError
        The geocoder doesn't answer.
    """
    found = workspace.geocoder.add_to(text, reading.places)[len(reading.places) :]
    geography, casework = workspace.geography, workspace.casework
    answers = tuple(geography.grids_at(one.x, one.y, one.uncertainty_m) for one in found)
    parents, names = parents_of(geography, workspace.now()), owner_names(casework)
    shares = tuple(claimants(answer, parents, names) for answer in answers)
    return Reading(found, (), answers, shares)
