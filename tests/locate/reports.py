"""Reports as callers and clerks write them, made up by hand and labelled by reading the map.

``reports.csv`` has the ground, the kind of report, the text, the point that is meant (WGS-84),
how many metres off still is right, and the place as the map calls it. Every other report of a
ground was kept aside while most rules were made.
"""

import csv
from pathlib import Path

from gridapp.locate.crs import project
from tests.locate.grounds import CRS
from tests.locate.phrases import Phrase

_FILE = Path(__file__).with_name("reports.csv")


def reports(ground: str, *, aside: bool) -> list[Phrase]:
    """Return the reports of a ground: those that were looked at, or those kept aside."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["ground"] == ground]
    said = []
    for row in rows[int(aside) :: 2]:
        x, y = project(float(row["lon"]), float(row["lat"]), CRS)
        said.append(Phrase(row["kind"], row["text"], float(x), float(y), float(row["tolerance_m"])))
    return said
