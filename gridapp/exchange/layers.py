"""Layers out to a file of any usual format, chosen by its suffix."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from gridapp.errors import InputError, RefusalError
from gridapp.exchange.formats import FORMATS, Format, format_of
from gridapp.exchange.targets import WGS84, Target, find_target
from gridapp.exchange.texts import list_rows
from gridapp.exchange.writers import Sheet, write_sheets
from gridapp.messages import Message, message

Column = Sequence[object] | NDArray[np.generic]
"""Values of one column, in the order of the features."""


@dataclass(frozen=True, slots=True, eq=False)
class OutLayer:
    """A layer that is to leave.

    Attributes
    ----------
    name : the layer's name where the format has one; a shapefile is named by its path
    columns : text, numbers, booleans or aware datetimes by name; None where a value is missing
    geometries : object[n] of shapely geometries of one dimension, x (east) before y (north),
        None where a feature has no place
    """

    name: str
    columns: Mapping[str, Column]
    geometries: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.geometries)


def write_layers(
    path: Path,
    layers: Sequence[OutLayer],
    crs: str,
    *,
    into: str = "",
    overwrite: bool = False,
) -> tuple[Message, ...]:
    """Write layers; the file appears whole or not at all.

    Parameters
    ----------
    path : Path
        Its suffix, one of `formats.SUFFIXES`, decides the format.
    layers : sequence of OutLayer
        Several only where the format holds several.
    crs : str
        Of the geometries: authority code or WKT.
    into : str
        The system to write, as `targets.find_target` reads it. By default WGS-84 where the
        format knows no other (GeoJSON, KML), and `crs` everywhere else.
    overwrite : bool
        Whether a file that is there may be replaced.

    Returns
    -------
    tuple of Message
        What the format couldn't hold as it was.

    Raises
    ------
    InputError
        The suffix or the system is not known, the format can't have the system or so many
        layers, or columns differ in length.
    RefusalError
        The file is there and `overwrite` is False; it can't be written; or the format takes only
        sound areas (KML).
    """
    kind = format_of(path)
    for layer in layers:
        _require_columns(layer)
    if len(layers) > 1 and not kind.has_many:
        several = ", ".join(key for key, value in FORMATS.items() if value.has_many)
        raise InputError(
            message("{file}: {format} holds one layer only.", file=path.name, format=kind.title),
            message("Write one file a layer, or choose one of {suffixes}.", suffixes=several),
        )
    target = _choose_target(path, kind, crs, into)
    if path.exists() and not overwrite:
        raise RefusalError(
            message("{file} exists already.", file=str(path)),
            message("Choose another name or allow it to be replaced."),
        )
    notes = list(_notes_on_target(path, kind, target))
    sheets = []
    for layer in layers:
        kept, left_out = _with_shapes(layer) if kind.needs_shapes else (layer, 0)
        if left_out:
            notes.append(
                message(
                    "{format} takes no rows without a place: {count} of {layer} are left out.",
                    format=kind.title,
                    count=left_out,
                    layer=layer.name,
                )
            )
        if kind.needs_sound:
            _require_sound(path, kept)
        declared = WGS84 if kind.is_degrees else target.declared
        sheets.append(Sheet(kept.name, kept.columns, target.bring(kept.geometries, crs), declared))
    if path.suffix.lower() == ".csv":
        pairs = zip(sheets, layers, strict=True)
        sheets = [_with_positions(sheet, layer, crs) for sheet, layer in pairs]
    return (*notes, *_write_whole(path, sheets))


def _write_whole(path: Path, sheets: Sequence[Sheet]) -> tuple[Message, ...]:
    """Write beside the place, then move in: nothing half-written is ever seen."""
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".gridapp-") as folder:
            draft = Path(folder) / f"{path.stem}{path.suffix.lower()}"
            notes = write_sheets(draft, sheets)
            for part in Path(folder).iterdir():
                part.replace(path.with_suffix(path.suffix if part == draft else part.suffix))
    except OSError as error:
        raise RefusalError(
            message("{file} can't be written: {reason}.", file=str(path), reason=str(error)),
            message("Check that the folder is there and that you may write to it."),
        ) from error
    return notes


def _choose_target(path: Path, kind: Format, crs: str, into: str) -> Target:
    if not into:
        return Target(WGS84 if kind.is_degrees else crs)
    target = find_target(into)
    if kind.is_degrees and target.shift is None and target.crs != WGS84:
        raise InputError(
            message(
                "{file}: {format} is in WGS-84 by definition, not in {crs}.",
                file=path.name,
                format=kind.title,
                crs=target.name,
            ),
            message("Leave the system out, or choose another format, such as .gpkg."),
        )
    return target


def _notes_on_target(path: Path, kind: Format, target: Target) -> tuple[Message, ...]:
    if target.shift is not None:
        return (
            message(
                "{file} holds {datum} numbers, which the file can't say: tell whoever gets it.",
                file=path.name,
                datum=target.name,
            ),
        )
    if kind.driver == "DXF":
        return (
            message(
                "A drawing holds lines and layer names only: the columns stay behind, and it "
                "doesn't say that its numbers are {crs}.",
                crs=target.name,
            ),
        )
    return ()


def _require_columns(layer: OutLayer) -> None:
    for name, values in layer.columns.items():
        if len(values) != len(layer):
            raise InputError(
                message(
                    "Column {column} has {found} values for {wanted} features.",
                    column=name,
                    found=len(values),
                    wanted=len(layer),
                ),
                message("Give each feature one value."),
            )


def _with_shapes(layer: OutLayer) -> tuple[OutLayer, int]:
    keep = ~(shapely.is_missing(layer.geometries) | shapely.is_empty(layer.geometries))
    if keep.all():
        return layer, 0
    rows = np.flatnonzero(keep).tolist()
    columns = {name: [values[row] for row in rows] for name, values in layer.columns.items()}
    return OutLayer(layer.name, columns, layer.geometries[keep]), int((~keep).sum())


def _require_sound(path: Path, layer: OutLayer) -> None:
    unsound = np.flatnonzero(~shapely.is_valid(layer.geometries))
    if len(unsound):
        raise RefusalError(
            message(
                "{file}: the format takes no shapes that cross themselves; row {rows}.",
                file=path.name,
                rows=list_rows(unsound + 1),
            ),
            message("Repair the net first or choose another format."),
        )


def _with_positions(sheet: Sheet, layer: OutLayer, crs: str) -> Sheet:
    """Give a table of points their numbers: in the file's own system, and WGS-84 degrees."""
    if (shapely.get_type_id(layer.geometries) > 0).any():
        return sheet
    degrees = Target(WGS84).bring(layer.geometries, crs)
    numbers = {
        "x": shapely.get_x(sheet.geometries),
        "y": shapely.get_y(sheet.geometries),
        "lon": np.round(shapely.get_x(degrees), 9),
        "lat": np.round(shapely.get_y(degrees), 9),
    }
    blank = {name: [None if v != v else v for v in c.tolist()] for name, c in numbers.items()}
    return Sheet(sheet.name, {**sheet.columns, **blank}, None, sheet.crs)
