"""The desk for what people chose in a workspace: bookmarks, mappings, decisions that are kept."""

import json
from collections.abc import Callable
from datetime import datetime

from gridapp.cases.events import Json
from gridapp.store.home import Home
from gridapp.store.settings import read_setting, write_setting
from gridapp.store.times import as_stored


class Settings:
    """JSON values by key, such as ``bookmarks`` or ``merge.decisions/comprehensive``."""

    def __init__(self, home: Home, now: Callable[[], datetime]) -> None:
        self._home = home
        self._now = now

    def read(self, key: str) -> Json:
        """Return the value of a key, None where nothing was chosen."""
        with self._home.read() as transaction:
            found = read_setting(transaction, key)
        value: Json = None if found is None else json.loads(found)
        return value

    def write(self, key: str, value: Json) -> None:
        """Keep a value in place of the one there was; None forgets it."""
        text = None if value is None else json.dumps(value, ensure_ascii=False, allow_nan=False)
        with self._home.write() as transaction:
            write_setting(transaction, key, text, as_stored(self._now()))
