"""The command that finds places."""

from pathlib import Path

from gridapp.cli.command import Answer, table
from gridapp.errors import InputError
from gridapp.language import say, tr
from gridapp.messages import message


def locate(ws: Path, text: list[str], *, limit: int = 5) -> Answer:
    """Find where words or numbers lie: candidates, datum, uncertainty, grid.

    Parameters
    ----------
    ws
        the workspace
    text
        an address, a place, a sentence that names one, or coordinates
    limit
        how many candidates to give
    """
    from gridapp.locate.crs import unproject
    from gridapp.workspace import open_workspace

    if limit < 1:
        raise InputError(
            message("{limit} candidates can't be given.", limit=limit),
            message("Give --limit 1 or more."),
        )
    words = " ".join(text)
    found = []
    rows: list[tuple[object, ...]] = []
    with open_workspace(ws) as workspace:
        for candidate in workspace.geography.locate(words, limit=limit):
            lon, lat = unproject(candidate.x, candidate.y, workspace.crs)
            grid = workspace.geography.grids_at(candidate.x, candidate.y, candidate.uncertainty_m)
            reasons = [say(reason) for reason in candidate.reasons]
            rows.append(
                (
                    f"{candidate.confidence:.0%}",
                    candidate.label,
                    f"±{candidate.uncertainty_m:.0f} m",
                    f"{float(lon):.6f}, {float(lat):.6f}",
                    grid.codes[max(grid.codes)] if grid.codes else tr("outside the net"),
                    " ".join(reasons),
                )
            )
            found.append(
                {
                    "label": candidate.label,
                    "kind": candidate.kind,
                    "confidence": round(candidate.confidence, 3),
                    "uncertainty_m": round(candidate.uncertainty_m, 1),
                    "lon": round(float(lon), 7),
                    "lat": round(float(lat), 7),
                    "x": round(candidate.x, 3),
                    "y": round(candidate.y, 3),
                    "datum": candidate.datum.value,
                    "grids": {str(level): code for level, code in grid.codes.items()},
                    "disputed": list(grid.disputed),
                    "nearest": None
                    if grid.nearest is None
                    else {"grid": grid.nearest[0], "distance_m": round(grid.nearest[1], 1)},
                    "reasons": reasons,
                }
            )
        crs = workspace.crs
    header = (tr("confidence"), tr("place"), tr("uncertainty"), tr("lon, lat"), tr("grid"),
              tr("reasons"))  # fmt: skip
    lines = table(header, rows) if rows else (tr("Nothing found for “{text}”.", text=words),)
    document = {"text": words, "crs": crs, "candidates": found}
    return Answer(document, lines, is_finding=not found)
