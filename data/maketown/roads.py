"""The roads as people use them: dry ends, house numbers, crossings, bridges, shortest paths."""

import heapq
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.ops import substring

from data.maketown.network import Network
from data.maketown.plan import ROADS, WATERS, WIDTH
from data.maketown.space import Floats, at, bearing
from data.maketown.streets import Way

Node = tuple[float, float]
NUMBER_EVERY = 9.0  # metres of frontage to each pair of house numbers


@dataclass(frozen=True, slots=True)
class Junction:
    """A node where named ways meet, the widest first."""

    at: Node
    roads: tuple[str, ...]
    waters: tuple[str, ...]
    bridge: bool  # a road runs on across the water


class Roads:
    """Named roads with an index for the nearest, and a graph for the shortest way."""

    def __init__(self, net: Network, ways: list[Way], water: shapely.Geometry) -> None:
        self._wet = shapely.buffer(water, 2.0)
        shapely.prepare(self._wet)
        self._ends: dict[Node, int] = defaultdict(int)
        for edge, kind in zip(net.edges, net.kinds, strict=True):
            if kind in ROADS:
                self._ends[edge.coords[0]] += 1
                self._ends[edge.coords[-1]] += 1
        self.ways = [
            Way(w.name, w.kind, self._dry(w.line), w.edges) for w in ways if w.kind in ROADS
        ]
        longest: dict[str, Way] = {}
        for way in self.ways:
            if way.name not in longest or way.line.length > longest[way.name].line.length:
                longest[way.name] = way
        self.numbered = [w for w in longest.values() if w.kind != "expressway"]
        self.by_name = {w.name: w for w in self.numbered}
        self._tree = shapely.STRtree([w.line for w in self.numbered])
        self.junctions = _junctions(net, ways)
        self.edges: dict[int, shapely.LineString] = {}
        self.links: dict[Node, list[tuple[Node, int]]] = defaultdict(list)
        for i, (edge, kind) in enumerate(zip(net.edges, net.kinds, strict=True)):
            if kind in ROADS and kind != "expressway":
                dry = self._dry(edge)
                a, b = dry.coords[0], dry.coords[-1]
                self.edges[i] = dry
                self.links[a].append((b, i))
                self.links[b].append((a, i))

    def _dry(self, line: shapely.LineString) -> shapely.LineString:
        """Cut back an end that stops in the middle of a water."""
        low, high = 0.0, line.length
        for end, step in ((0, 3.0), (-1, -3.0)):
            if self._ends[line.coords[end]] > 1:
                continue
            s = 0.0 if end == 0 else line.length
            while 0 <= s <= line.length and self._wet.contains(shapely.Point(at(line, s))):
                s += step
            if end == 0:
                low = s
            else:
                high = s
        if high - low < 12 or (low, high) == (0.0, line.length):
            return line
        cut = substring(line, low, high)
        return shapely.LineString(np.round(np.array(cut.coords), 2))

    def beside(self, way: Way, metres: float, side: int, setback: float) -> Floats:
        """Return the point beside a road: side +1 left, -1 right; setback from the kerb."""
        p, angle = at(way.line, metres), bearing(way.line, metres)
        off = side * (WIDTH[way.kind] / 2 + setback)
        return np.asarray(p + off * np.array([-np.sin(angle), np.cos(angle)]))

    def address(self, point: Floats) -> tuple[Way, int]:
        """Return the nearest numbered road and the house number a point has on it."""
        way = self.numbered[int(self._tree.nearest(shapely.Point(point)))]
        s = shapely.line_locate_point(way.line, shapely.Point(point))
        p, angle = at(way.line, s), bearing(way.line, s)
        left = float((point - p) @ np.array([-np.sin(angle), np.cos(angle)])) > 0
        return way, number_at(s, left=left)

    def path(self, start: Node, goal: Node, allowed: Callable[[int], bool]) -> list[Node] | None:
        """Return the corners of the shortest way along allowed edges, or None."""
        best = {start: 0.0}
        back: dict[Node, tuple[Node, int]] = {}
        queue = [(0.0, start)]
        while queue:
            cost, node = heapq.heappop(queue)
            if node == goal:
                break
            if cost > best[node]:
                continue
            for other, edge in self.links[node]:
                if not allowed(edge):
                    continue
                reach = cost + self.edges[edge].length
                if reach < best.get(other, np.inf):
                    best[other] = reach
                    back[other] = (node, edge)
                    heapq.heappush(queue, (reach, other))
        if goal not in best:
            return None
        corners: list[Node] = [goal]
        node = goal
        while node != start:
            node, edge = back[node]
            steps = list(self.edges[edge].coords)
            if steps[0] == node:
                steps.reverse()
            corners += steps[1:]
        return corners[::-1]

    def nearest_node(self, point: Floats, nodes: list[Node]) -> Node:
        """Return the node closest to a point."""
        gap = np.hypot(*(np.array(nodes) - point).T)
        return nodes[int(np.argmin(gap))]


def number_at(metres: float, *, left: bool) -> int:
    """Return the house number at a distance: odd on the left, even on the right."""
    return 2 * int(metres // NUMBER_EVERY) + (1 if left else 2)


def _junctions(net: Network, ways: list[Way]) -> list[Junction]:
    title = {e: w.name for w in ways for e in w.edges}
    met: dict[Node, list[int]] = defaultdict(list)
    for i, edge in enumerate(net.edges):
        if net.kinds[i] != "boundary":
            met[edge.coords[0]].append(i)
            met[edge.coords[-1]].append(i)
    order = {kind: k for k, kind in enumerate((*ROADS, *WATERS))}
    junctions = []
    for node, edges in sorted(met.items()):
        edges.sort(key=lambda e: (order[net.kinds[e]], e))
        roads = [title[e] for e in edges if net.kinds[e] in ROADS]
        waters = [title[e] for e in edges if net.kinds[e] in WATERS]
        over = any(roads.count(r) > 1 for r in roads) and len(waters) > 1
        junctions.append(
            Junction(node, tuple(dict.fromkeys(roads)), tuple(dict.fromkeys(waters)), over)
        )
    return junctions
