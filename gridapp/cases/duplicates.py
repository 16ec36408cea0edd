"""Reports of one trouble: proposed as one, with a score and reasons, never merged by themselves."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridapp.cases.experience import pairs_of
from gridapp.messages import Message, message

LIKELY = 0.5
"""The score from which on two reports are proposed as one."""

_SLACK_M = 25.0  # people stand beside what they report
_FARTHEST_M = 400.0  # two reports further apart are of two troubles, however vague their places
_FADE_H = 48.0  # after two days a score has shrunk to a third
_CHAIN = 0.3  # the least score with its cluster's first report that a further one needs
_BITS = 1024  # of a text's signature; thirty pairs of characters rarely collide in it
_FULL_WORDS = 0.45  # of common pairs; two people never use all the same words
_BATCH = 1 << 16  # pairs of reports at a time

# What sameness of matter is worth without and with the same words.
_SAME, _UNKNOWN, _OTHER = (0.75, 1.0), (0.3, 1.0), (0.0, 0.55)

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Signatures = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Reports:
    """Columns of reports, all of one length.

    Attributes
    ----------
    x, y, uncertainty_m : metres of the workspace CRS; NaN where a place isn't known
    time : epoch seconds
    texts : in the reporters' words
    matters : a key of what each is about, the same for the same matter; empty while not known
    """

    x: Floats
    y: Floats
    uncertainty_m: Floats
    time: Floats
    texts: Sequence[str]
    matters: Sequence[str]

    def __len__(self) -> int:
        return len(self.texts)


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An earlier report that seems to be of the same trouble; ``row`` in its columns."""

    row: int
    score: float
    reasons: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Reports that seem to be of one trouble.

    Attributes
    ----------
    rows : at least two, the oldest first
    score : the lowest that a further report has with one before it
    reasons : why the second oldest is taken for the oldest
    """

    rows: tuple[int, ...]
    score: float
    reasons: tuple[Message, ...]


class Duplicates:
    """An index over reports, asked for those of the same trouble as another."""

    def __init__(self, reports: Reports) -> None:
        self.reports = reports
        self._signatures = sign(reports.texts)
        _, self._matters = np.unique(np.asarray(["", *reports.matters]), return_inverse=True)

    def of(self, new: Reports, *, limit: int = 5) -> tuple[Duplicate, ...]:
        """Return the reports that a new one, the only row of `new`, seems to repeat, best first."""
        matter = new.matters[0]
        same = np.fromiter((bool(matter) and one == matter for one in self.reports.matters), bool)
        both_known = np.fromiter((bool(matter and one) for one in self.reports.matters), bool)
        scores = _scores(
            np.hypot(self.reports.x - new.x[0], self.reports.y - new.y[0]),
            np.hypot(self.reports.uncertainty_m, new.uncertainty_m[0]),
            np.abs(self.reports.time - new.time[0]) / 3600,
            _likeness(self._signatures, sign(new.texts)),
            same,
            both_known,
        )
        rows = np.flatnonzero(scores >= LIKELY)
        best = rows[np.lexsort((rows, -scores[rows]))][:limit]
        return tuple(
            Duplicate(int(row), float(scores[row]), _reasons(self.reports, int(row), new, 0))
            for row in best
        )

    def clusters(self) -> tuple[Cluster, ...]:
        """Return the groups of reports that seem to be of one trouble, the likeliest first.

        Reports join from the likeliest pair down; one that is like a cluster's last report but
        not like its first stays out, so that a street's troubles don't chain into one.
        """
        first, second, scores = self._pairs()
        leader = np.arange(len(self.reports))
        members = {row: [row] for row in range(len(self.reports))}
        lowest: dict[int, float] = {}
        for a, b, score in zip(first.tolist(), second.tolist(), scores.tolist(), strict=True):
            one, two = int(leader[a]), int(leader[b])
            if one == two:
                continue
            if self.reports.time[two] < self.reports.time[one]:
                one, two = two, one
            joining = members[two]
            if self._score(np.full(len(joining), one), np.array(joining)).min() < _CHAIN:
                continue
            leader[joining] = one
            members[one] += members.pop(two)
            lowest[one] = min(score, lowest.get(one, 1.0), lowest.pop(two, 1.0))
        found = [self._cluster(members[one], score) for one, score in lowest.items()]
        return tuple(sorted(found, key=lambda cluster: (-cluster.score, cluster.rows)))

    def _cluster(self, rows: list[int], score: float) -> Cluster:
        rows = sorted(rows, key=lambda row: (self.reports.time[row], row))
        why = _reasons(self.reports, rows[0], self.reports, rows[1])
        return Cluster(tuple(rows), score, why)

    def _pairs(self) -> tuple[Ints, Ints, Floats]:
        """Return the likely pairs of rows, the likeliest first."""
        placed = np.flatnonzero(np.isfinite(self.reports.x) & np.isfinite(self.reports.y))
        points = shapely.points(self.reports.x[placed], self.reports.y[placed])
        one, two = shapely.STRtree(points).query(points, "dwithin", distance=_FARTHEST_M)
        one, two = placed[one[one < two]], placed[two[one < two]]
        scores = np.concatenate(
            [
                self._score(one[start : start + _BATCH], two[start : start + _BATCH])
                for start in range(0, len(one), _BATCH)
            ]
            or [np.empty(0)]
        )
        kept = np.flatnonzero(scores >= LIKELY)
        kept = kept[np.argsort(-scores[kept], kind="stable")]
        return one[kept], two[kept], scores[kept]

    def _score(self, one: Ints, two: Ints) -> Floats:
        r, matters = self.reports, self._matters[1:]
        unknown = self._matters[0]
        return _scores(
            np.hypot(r.x[one] - r.x[two], r.y[one] - r.y[two]),
            np.hypot(r.uncertainty_m[one], r.uncertainty_m[two]),
            np.abs(r.time[one] - r.time[two]) / 3600,
            _likeness(self._signatures[one], self._signatures[two]),
            (matters[one] == matters[two]) & (matters[one] != unknown),
            (matters[one] != unknown) & (matters[two] != unknown),
        )


def sign(texts: Sequence[str]) -> Signatures:
    """Return which pairs of neighbouring characters texts have, as (n, 16) words of bits."""
    bits = np.zeros((len(texts), _BITS), dtype=bool)
    for row, text in enumerate(texts):
        bits[row, [hash_of(pair) for pair in pairs_of(text)]] = True
    return np.packbits(bits, axis=1).view(np.uint64)


def hash_of(pair: str) -> int:
    """Return the bit of a pair of characters; the same in every process."""
    return (ord(pair[0]) * 31 + ord(pair[1]) * 7919) % _BITS


def _likeness(one: Signatures, two: Signatures) -> Floats:
    """Return the common share of two texts' pairs, 1 where it is as much as people ever share."""
    common = np.bitwise_count(one & two).sum(axis=1, dtype=np.float64)
    sizes = [np.bitwise_count(side).sum(axis=1, dtype=np.float64) for side in (one, two)]
    smaller = np.maximum(np.minimum(sizes[0], sizes[1]), 1.0)
    likeness: Floats = np.minimum(common / smaller / _FULL_WORDS, 1.0)
    return likeness


def _scores(
    metres: Floats,
    open_m: Floats,
    hours: Floats,
    words: Floats,
    same: NDArray[np.bool_],
    both_known: NDArray[np.bool_],
) -> Floats:
    """Multiply how well place, time and subject agree, each 0 to 1."""
    place = np.exp(-0.5 * (metres / (open_m + _SLACK_M)) ** 2)
    place = np.where(metres <= _FARTHEST_M, place, 0.0)  # also where a place isn't known
    low, high = np.where(
        same, np.array(_SAME)[:, None],
        np.where(both_known, np.array(_OTHER)[:, None], np.array(_UNKNOWN)[:, None]),
    )  # fmt: skip
    scores: Floats = place * np.exp(-hours / _FADE_H) * (low + (high - low) * words)
    return scores


def _reasons(one: Reports, a: int, two: Reports, b: int) -> tuple[Message, ...]:
    metres = float(np.hypot(one.x[a] - two.x[b], one.y[a] - two.y[b]))
    hours = abs(float(one.time[a] - two.time[b])) / 3600
    reasons = [
        message("{metres} m apart.", metres=round(metres)),
        message("{hours} h apart.", hours=round(hours, 1)),
    ]
    if one.matters[a] and one.matters[a] == two.matters[b]:
        reasons.append(message("Both are of the same matter."))
    if shared := _shared(one.texts[a], two.texts[b]):
        reasons.append(message("Both say “{words}”.", words="”, “".join(shared)))
    return tuple(reasons)


def _shared(one: str, two: str, most: int = 3) -> list[str]:
    """Return the longest runs of characters that two texts share."""
    pairs = pairs_of(two)
    runs: list[str] = []
    run = ""
    for k in range(len(one)):
        if one[k : k + 2] in pairs:
            run = run + one[k + 1] if run else one[k : k + 2]
        elif run:
            runs.append(run)
            run = ""
    return sorted(dict.fromkeys(runs), key=len, reverse=True)[:most]
