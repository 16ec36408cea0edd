"""Which backgrounds a workspace has, the lowest first; their keys are kept apart from them."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from gridapp.cases.events import Json
from gridapp.errors import InputError, NotFoundError
from gridapp.exchange.backgrounds.source import LOOKS, Background, Kind, checked
from gridapp.locate.datum import Datum
from gridapp.messages import message
from gridapp.workspace.opening import Workspace

KEY = "map.backgrounds"
"""Under which the workspace's settings keep what may be told."""

SECRETS = "map.backgrounds.keys"
"""Under which they keep the users' own keys by title; nothing that leaves reads them."""


def read_backgrounds(workspace: Workspace) -> tuple[Background, ...]:
    """Return the backgrounds in their order; what is none is passed over."""
    found = workspace.settings.read(KEY)
    secrets = workspace.settings.read(SECRETS)
    keys = secrets if isinstance(secrets, dict) else {}
    made = (_read(one, keys) for one in (found if isinstance(found, list) else ()))
    return tuple(_placed(workspace, one) for one in made if one is not None)


def write_backgrounds(workspace: Workspace, backgrounds: Sequence[Background]) -> None:
    """Keep these backgrounds and no others.

    Raises
    ------
    InputError
        One can't be kept, or two have one name.
    """
    kept = [checked(one) for one in backgrounds]
    titles = [one.title for one in kept]
    for title in titles:
        if titles.count(title) > 1:
            raise InputError(
                message("There is a background “{title}” already.", title=title),
                message("Give this one another name."),
            )
    records: list[Json] = [_record(workspace, one) for one in kept]
    secrets: dict[str, Json] = {one.title: one.key for one in kept if one.key}
    workspace.settings.write(KEY, records or None)
    workspace.settings.write(SECRETS, secrets or None)


def add_background(workspace: Workspace, background: Background) -> None:
    """Put a background on top of the others."""
    write_backgrounds(workspace, [*read_backgrounds(workspace), background])


def remove_background(workspace: Workspace, title: str) -> Background:
    """Take a background away and return it.

    Raises
    ------
    NotFoundError
        There is none of that name; the remedy lists those that there are.
    """
    kept = read_backgrounds(workspace)
    gone = next((one for one in kept if one.title == title), None)
    if gone is None:
        names = ", ".join(one.title for one in kept) or "–"
        raise NotFoundError(
            message("There is no background “{title}”.", title=title),
            message("There are: {names}.", names=names),
        )
    write_backgrounds(workspace, [one for one in kept if one is not gone])
    return gone


def _record(workspace: Workspace, background: Background) -> dict[str, Json]:
    return {
        "kind": background.kind.value,
        "title": background.title,
        "where": _relative(workspace, background),
        "datum": background.datum.value,
        "opacity": background.opacity,
        "attribution": background.attribution,
        "look": background.look,
        "layer": background.layer,
        "max_zoom": background.max_zoom,
        "is_shown": background.is_shown,
    }


def _read(record: Json, keys: Mapping[str, Json]) -> Background | None:
    if not isinstance(record, dict):
        return None
    try:
        title = str(record["title"])
        look = str(record.get("look"))
        return checked(
            Background(
                kind=Kind(str(record["kind"])),
                title=title,
                where=str(record["where"]),
                datum=Datum(str(record["datum"])),
                opacity=float(str(record["opacity"])),
                attribution=str(record["attribution"]),
                look=look if look in LOOKS else LOOKS[0],
                layer=str(record["layer"]),
                max_zoom=int(str(record["max_zoom"])),
                key=str(keys.get(title) or ""),
                is_shown=record["is_shown"] is True,
            )
        )
    except (KeyError, ValueError, InputError):
        return None


def _folder(workspace: Workspace) -> Path:
    return Path(workspace.location).absolute().parent


def _relative(workspace: Workspace, background: Background) -> str:
    """Name a file below the workspace's folder from there, so that both can move together."""
    if background.kind is Kind.WEB:
        return background.where
    path = Path(background.where).absolute()
    folder = _folder(workspace)
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else os.fspath(path)


def _placed(workspace: Workspace, background: Background) -> Background:
    if background.kind is Kind.WEB:
        return background
    return replace(background, where=os.fspath(_folder(workspace) / background.where))
