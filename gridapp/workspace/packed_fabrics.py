"""A fabric as text and back, bit for bit: what a draft's edits name by number must stay."""

import base64
import io
from dataclasses import fields
from zipfile import BadZipFile

import numpy as np

from gridapp.errors import StoreError
from gridapp.grid.fabric import Fabric, Level, freeze
from gridapp.messages import message

_ARRAYS = tuple(one.name for one in fields(Fabric) if one.name not in ("n_faces", "levels"))
_LABELS, _TEXTS = ("labels", "parents"), ("codes", "names", "owners")


def pack(fabric: Fabric) -> str:
    """Return a fabric as the base64 of a compressed NumPy archive."""
    columns = {name: getattr(fabric, name) for name in _ARRAYS}
    columns["n_faces"] = np.array(fabric.n_faces)
    columns["nets"] = np.array([level.net for level in fabric.levels], str)
    columns["numbers"] = np.array([level.number for level in fabric.levels], np.int64)
    for at, level in enumerate(fabric.levels):
        columns |= {f"{name}{at}": getattr(level, name) for name in _LABELS}
        columns |= {f"{name}{at}": getattr(level, name).astype(str) for name in _TEXTS}
    archive = io.BytesIO()
    np.savez_compressed(archive, allow_pickle=False, **columns)
    return base64.b64encode(archive.getvalue()).decode("ascii")


def unpack(text: str, where: str) -> Fabric:
    """Return the fabric of a text that `pack` made.

    Parameters
    ----------
    where : str
        What errors call it.

    Raises
    ------
    StoreError
        The text is damaged.
    """
    try:
        with np.load(io.BytesIO(base64.b64decode(text, validate=True)), allow_pickle=False) as kept:
            columns = {name: kept[name] for name in kept.files}
        levels = tuple(
            Level(
                net=str(net),
                number=int(number),
                **{name: columns[f"{name}{at}"] for name in _LABELS},
                **{name: columns[f"{name}{at}"].astype(object) for name in _TEXTS},
            )
            for at, (net, number) in enumerate(
                zip(columns["nets"], columns["numbers"], strict=True)
            )
        )
        arrays = {name: columns[name] for name in _ARRAYS}
        return freeze(Fabric(**arrays, n_faces=int(columns["n_faces"]), levels=levels))
    except (BadZipFile, EOFError, KeyError, OSError, ValueError) as error:
        raise StoreError(
            message("{where} is damaged: its borders can't be read.", where=where),
            message("Take the workspace from a backup, or discard the draft."),
        ) from error
