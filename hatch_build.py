"""Compile the gettext catalogues when the package is built or installed."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileCatalogues(BuildHookInterface[Any]):
    """Write a .mo beside every .po under resources/locale."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile each catalogue; an editable install compiles in place too."""
        for po in Path(self.root, "resources", "locale").rglob("*.po"):
            with po.open("rb") as source:
                catalogue = read_po(source, locale=po.parts[-3])
            with po.with_suffix(".mo").open("wb") as target:
                write_mo(target, catalogue)
