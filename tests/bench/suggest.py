"""Suggestions while one types, at half a million places, beside SQLite's full-text search.

The peer is FTS5 with its trigram tokeniser in memory, the names and addresses in one column,
asked for pieces of three characters and more, all it can do: two characters, homophones and the
initials of pinyin it doesn't find at all. Both are asked the same words and give the shortest
names first; ours tells beginnings from middles and makes candidates of what it finds.
"""

import sqlite3
from collections.abc import Callable
from time import perf_counter

import numpy as np

from gridapp import __version__
from gridapp.locate.find import suggest
from gridapp.locate.gazetteer import Gazetteer
from gridapp.locate.places import Places
from tests.bench.harness import Benchmark
from tests.bench.places import SEED, city_places

COUNT = 500_000
_WORDS = 300
_LIMIT = 10


def typing() -> Benchmark:
    """Suggestions for 300 pieces of names among 500,000 places; the peer is SQLite FTS5."""
    places = city_places(COUNT)
    begin = perf_counter()
    gazetteer = Gazetteer(places)
    built = perf_counter() - begin
    begin = perf_counter()
    peer = _full_text(places)
    peer_built = perf_counter() - begin
    words = _pieces(places)
    letters = ["rmfl", "jsml", "xhtl", "renmin", "jianshe", "wenhua"]

    def one(word: str) -> None:
        suggest(word, gazetteer, limit=_LIMIT)

    def other(word: str) -> None:
        peer.execute(
            "SELECT rowid FROM place WHERE said MATCH ? ORDER BY length(said) LIMIT ?",
            (f'"{word}"', _LIMIT),
        ).fetchall()

    p99 = np.percentile(_each(one, words), 99)
    return Benchmark(
        ours=lambda: sum(_each(one, words)),
        peer=lambda: sum(_each(other, words)),
        peer_name="SQLite FTS5 trigram",
        scale={
            "places": COUNT,
            "words": _WORDS,
            "ours_p99_ms": round(float(p99) * 1e3, 2),
            "ours_letters_p99_ms": round(
                float(np.percentile(_each(one, letters * 10), 99)) * 1e3, 2
            ),
            "peer_p99_ms": round(float(np.percentile(_each(other, words), 99)) * 1e3, 2),
            "index_s": round(built, 2),
            "peer_index_s": round(peer_built, 2),
        },
        versions={"gridapp": __version__, "SQLite": sqlite3.sqlite_version},
    )


def _pieces(places: Places) -> list[str]:
    """Draw beginnings and middles of names, three to six characters long."""
    rng = np.random.default_rng(SEED)
    pieces: list[str] = []
    while len(pieces) < _WORDS:
        name = places.names[int(rng.integers(len(places)))]
        size = int(rng.integers(3, 7))
        start = 0 if rng.random() < 0.7 else int(rng.integers(0, max(len(name) - size, 0) + 1))
        pieces.append(name[start : start + size])
    return [piece for piece in pieces if len(piece) >= 3]


def _full_text(places: Places) -> sqlite3.Connection:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE place USING fts5(said, tokenize='trigram')")
    base.executemany(
        "INSERT INTO place(said) VALUES (?)",
        ((f"{name} {at}",) for name, at in zip(places.names, places.addresses, strict=True)),
    )
    base.commit()
    return base


def _each(ask: Callable[[str], None], words: list[str]) -> list[float]:
    seconds = []
    for word in words:
        begin = perf_counter()
        ask(word)
        seconds.append(perf_counter() - begin)
    return seconds
