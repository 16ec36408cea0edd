"""Printed maps of a workspace, without a window."""

from pathlib import Path

from gridapp.desktop.app import application
from gridapp.desktop.printing.notice import notice_page
from gridapp.desktop.printing.pages import require_page, save_page
from gridapp.desktop.printing.reading import read_notice, read_wall
from gridapp.desktop.printing.wall_map import wall_page
from gridapp.workspace import open_workspace


def write_notice(
    location: Path, out: Path, code: str, *, with_phone: bool = True, with_backgrounds: bool = True
) -> None:
    """Write the notice map of a grid, named by its code or its last digits.

    Raises
    ------
    InputError
        The suffix is none that a page can be written to.
    NotFoundError
        There is no such grid.
    StoreError
        The workspace can't be read, or the page not written.
    """
    require_page(out)
    application()
    with open_workspace(location) as workspace:
        facts = read_notice(workspace, code)
    page = notice_page(facts, with_phone=with_phone, with_backgrounds=with_backgrounds)
    save_page(page, out)


def write_wall(
    location: Path, out: Path, *, with_phones: bool = True, with_backgrounds: bool = True
) -> None:
    """Write the wall map of the main net.

    Raises
    ------
    InputError, NotFoundError, StoreError
        As for `write_notice`; there is no net.
    """
    require_page(out)
    application()
    with open_workspace(location) as workspace:
        facts = read_wall(workspace)
    page = wall_page(facts, with_phones=with_phones, with_backgrounds=with_backgrounds)
    save_page(page, out)
