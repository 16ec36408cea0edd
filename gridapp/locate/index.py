"""All tables of a gazetteer: made once from its places and roads, then only read."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridapp.locate.bigrams import BigramIndex
from gridapp.locate.crossings import Crossings, road_pair
from gridapp.locate.gathering import SHORT_FORM, gather, post_keys, short_roads, words_of
from gridapp.locate.keys import Keys, Lookup, Rows
from gridapp.locate.places import Places
from gridapp.locate.posts import Posts
from gridapp.locate.roads import RoadLines, Roads
from gridapp.locate.slips import Slips
from gridapp.locate.streets import Streets
from gridapp.locate.suggest import Suggester


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """What a gazetteer looks words up in.

    ``owners`` and ``sources`` tell of each key its place (row) and the column it comes from;
    ``address`` of each place the key that is its address, -1 for none. ``shorts`` are roads by
    what they are called for short; ``words`` what names and addresses begin with.
    """

    places: Places
    roads: Roads
    keys: Keys
    owners: Rows
    sources: NDArray[np.int8]
    address: Rows
    named: Lookup
    streets: Streets
    crossings: Crossings
    posts: Posts
    shorts: dict[str, tuple[str, ...]]
    words: Keys
    slips: Slips
    likeness: BigramIndex
    suggester: Suggester


def index(places: Places, lines: RoadLines | None = None) -> Index:
    """Make the tables of places and of the roads' lines, all in metres of one system."""
    roads = Roads(lines or RoadLines((), np.empty(0, object)))
    keys, owners, sources, address = gather(places)
    sums = keys.sums()
    named = Lookup(sums[keys.ends] - sums[keys.starts], np.arange(len(keys)))
    chosen = np.flatnonzero(sources != SHORT_FORM)
    streets = Streets(keys, chosen, owners[chosen], sums, places.x, places.y)
    stems = streets.stems()
    is_crossing = np.array([kind == "crossing" for kind in places.kinds], dtype=np.bool_)
    pairs = [
        (pair, int(owners[row]))
        for row in (np.flatnonzero(is_crossing[owners]).tolist() if len(owners) else ())
        if (pair := road_pair(keys[row]))
    ]
    crossings = Crossings(pairs, stems, roads)
    words = Keys(words_of(keys, chosen, sums, [*stems, *crossings.roads]))
    made = Index(
        places=places,
        roads=roads,
        keys=keys,
        owners=owners,
        sources=sources,
        address=address,
        named=named,
        streets=streets,
        crossings=crossings,
        posts=Posts(post_keys(keys, owners), places.x, places.y, roads),
        shorts=short_roads(sorted(crossings.roads), stems),
        words=words,
        slips=Slips(words),
        likeness=BigramIndex([words[k] for k in range(len(words))]),
        suggester=Suggester(keys),
    )
    words.forget()
    keys.forget()
    return made
