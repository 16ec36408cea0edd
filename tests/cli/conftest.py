"""The command line, called as a function; and a workspace that must not change."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from gridapp import language
from gridapp.cli.main import main


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command said and how it ended."""

    status: int
    out: str
    err: str

    def json(self) -> object:
        """Return standard output, which must be one JSON document."""
        return json.loads(self.out)

    def table(self) -> dict[str, object]:
        """Return the one JSON object on standard output."""
        document = self.json()
        assert isinstance(document, dict)
        return document

    def rows(self) -> list[dict[str, object]]:
        """Return the list of JSON objects on standard output."""
        document = self.json()
        assert isinstance(document, list)
        return document


Gridapp = Callable[..., Outcome]
Unchanged = Callable[[Path], AbstractContextManager[None]]


@pytest.fixture
def gridapp(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Gridapp]:
    """Run commands in English."""
    monkeypatch.setenv("GRIDAPP_LANGUAGE", "en")
    spoken = language.current()

    def run(*words: object) -> Outcome:
        capsys.readouterr()
        try:
            status = main([str(word) for word in words])
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 1
        return Outcome(status, *capsys.readouterr())

    yield run
    language.use(spoken)


@pytest.fixture
def unchanged() -> Unchanged:
    """Check that what is done leaves a file as it was, to the byte."""

    @contextmanager
    def check(path: Path) -> Iterator[None]:
        before = path.read_bytes()
        yield
        assert path.read_bytes() == before
        assert [other.name for other in path.parent.glob(f"{path.name}-*")] == []

    return check
