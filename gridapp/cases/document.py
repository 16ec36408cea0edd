"""A document read key by key, so that an error names the key."""

from collections.abc import Mapping, Sequence

from gridapp.errors import InputError
from gridapp.messages import message


class Document:
    """A table of a parsed TOML or JSON document, and where it stands in it."""

    def __init__(self, table: object, where: str = "") -> None:
        if not isinstance(table, Mapping):
            raise _wrong(where or "the document", "a table")
        self._table: Mapping[str, object] = table
        self._where = where
        self._read: set[str] = set()

    def path(self, key: str) -> str:
        """Return the full name of a key, such as ``moves[2].from``."""
        return f"{self._where}.{key}" if self._where else key

    def has(self, key: str) -> bool:
        """Tell whether the table has the key."""
        return key in self._table

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text that isn't empty."""
        value = self._get(key, default)
        if not isinstance(value, str) or not (value.strip() or default == value):
            raise _wrong(self.path(key), "a text")
        return value

    def texts(self, key: str, default: Sequence[str] | None = None) -> tuple[str, ...]:
        """Return a list of texts."""
        value = self._get(key, default)
        if not isinstance(value, list | tuple) or not all(isinstance(v, str) and v for v in value):
            raise _wrong(self.path(key), "a list of texts")
        return tuple(value)

    def number(self, key: str, *, minimum: float | None = None) -> float:
        """Return a finite number, at least `minimum`."""
        value = self._get(key, None)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _wrong(self.path(key), "a number")
        if not abs(value) < float("inf") or (minimum is not None and value < minimum):
            raise _wrong(self.path(key), "a number of a sensible size")
        return float(value)

    def flag(self, key: str) -> bool:
        """Return true or false; false when it isn't given."""
        value = self._get(key, False)
        if not isinstance(value, bool):
            raise _wrong(self.path(key), "true or false")
        return value

    def table(self, key: str) -> "Document":
        """Return a table inside the table."""
        return Document(self._get(key, None), self.path(key))

    def tables(self, key: str, default: Sequence[object] | None = None) -> tuple["Document", ...]:
        """Return a list of tables."""
        value = self._get(key, default)
        if not isinstance(value, list | tuple):
            raise _wrong(self.path(key), "a list of tables")
        return tuple(Document(v, f"{self.path(key)}[{n}]") for n, v in enumerate(value, start=1))

    def finish(self) -> None:
        """Refuse keys that nobody asked for: they are slips of the pen."""
        unread = sorted(set(self._table) - self._read)
        if unread:
            raise InputError(
                message("{key} is not known here.", key=self.path(unread[0])),
                message("Correct its spelling or take it out."),
            )

    def _get(self, key: str, default: object) -> object:
        self._read.add(key)
        value = self._table.get(key, default)
        if value is None:
            raise InputError(
                message("{key} is missing.", key=self.path(key)),
                message("Add it to the document."),
            )
        return value


def _wrong(path: str, wanted: str) -> InputError:
    wanted_messages = {
        "a table": message("Give a table."),
        "a text": message("Give a text in quotes."),
        "a list of texts": message("Give a list of texts in quotes."),
        "a number": message("Give a number."),
        "a number of a sensible size": message("Give a number that is not below the minimum."),
        "true or false": message("Give true or false."),
        "a list of tables": message("Give a list of tables."),
    }
    return InputError(
        message("{key} has the wrong kind of value.", key=path), wanted_messages[wanted]
    )
