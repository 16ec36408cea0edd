"""The correspondence of a merge as rows: what became of every old grid."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gridapp.grid.merge import Merged

COLUMNS = ("net", "level", "old", "old_name", "new", "new_name", "area_m2", "of_old", "of_new")
"""Before a column for each load: shares are of the old and of the new grid's area."""


def correspondence_rows(merged: "Merged", into: str) -> Iterator[dict[str, object]]:
    """Yield a row for each old grid and each new one that has ground of it.

    Its keys are `COLUMNS`, then the loads; a code is empty where no grid had, or has, the
    ground.
    """
    new = merged.fabric.level(into, 2)
    for (net, number), found in merged.correspondences.items():
        old = merged.fabric.level(net, number)
        for at, (before, after) in enumerate(
            zip(found.old.tolist(), found.new.tolist(), strict=True)
        ):
            if before == after == -1:
                continue
            yield {
                "net": net,
                "level": number,
                "old": "" if before < 0 else str(old.codes[before]),
                "old_name": "" if before < 0 else str(old.names[before]),
                "new": "" if after < 0 else str(new.codes[after]),
                "new_name": "" if after < 0 else str(new.names[after]),
                "area_m2": round(float(found.areas[at]), 2),
                "of_old": round(float(found.of_old[at]), 6),
                "of_new": round(float(found.of_new[at]), 6),
                **dict(zip(merged.loads, found.loads[at].tolist(), strict=True)),
            }
