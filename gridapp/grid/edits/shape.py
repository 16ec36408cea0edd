"""Edits of shape: vertices and nodes move, come and go; an arc follows a traced line.

All nets that share the border follow.
"""

from dataclasses import dataclass

import numpy as np
import shapely

from gridapp.grid.build import FINEST
from gridapp.grid.edits.patch import Patch, patch_arcs
from gridapp.grid.edits.soundness import place_of, refusal
from gridapp.grid.fabric import Fabric
from gridapp.grid.segments import Floats
from gridapp.messages import message


@dataclass(frozen=True, slots=True)
class MoveNode:
    """Move a node; the arcs that meet there follow with their ends. Metres."""

    node: int
    x: float
    y: float

    def plan(self, fabric: Fabric) -> Patch:
        """Return the patch that does it."""
        arcs = np.flatnonzero((fabric.tails == self.node) | (fabric.heads == self.node))
        lines = []
        for arc in arcs.tolist():
            line = fabric.arc(arc).copy()
            if fabric.tails[arc] == self.node:
                line[0] = self.x, self.y
            if fabric.heads[arc] == self.node:
                line[-1] = self.x, self.y
            lines.append(line)
        return patch_arcs(fabric, arcs, lines)


@dataclass(frozen=True, slots=True)
class MoveVertex:
    """Move a vertex of an arc, counted from its tail; at an end, its node. Metres."""

    arc: int
    vertex: int
    x: float
    y: float

    def plan(self, fabric: Fabric) -> Patch:
        """Return the patch that does it."""
        line = fabric.arc(self.arc).copy()
        if self.vertex in (0, len(line) - 1):
            node = fabric.heads[self.arc] if self.vertex else fabric.tails[self.arc]
            return MoveNode(int(node), self.x, self.y).plan(fabric)
        line[self.vertex] = self.x, self.y
        return patch_arcs(fabric, np.array([self.arc]), [line])


@dataclass(frozen=True, slots=True)
class AddVertex:
    """Add a vertex to an arc behind the vertex `after`, counted from its tail. Metres."""

    arc: int
    after: int
    x: float
    y: float

    def plan(self, fabric: Fabric) -> Patch:
        """Return the patch that does it."""
        line = np.insert(fabric.arc(self.arc), self.after + 1, (self.x, self.y), axis=0)
        return patch_arcs(fabric, np.array([self.arc]), [line])


@dataclass(frozen=True, slots=True)
class RemoveVertex:
    """Remove a vertex of an arc, counted from its tail; its ends stay."""

    arc: int
    vertex: int

    def plan(self, fabric: Fabric) -> Patch:
        """Return the patch that does it.

        Raises
        ------
        RefusalError
            The vertex is an end of the arc.
        """
        line = fabric.arc(self.arc)
        if not 0 < self.vertex < len(line) - 1:
            raise refusal(
                message(
                    "The vertex at {x}, {y} is a node where borders end.",
                    **place_of(line[self.vertex]),
                ),
                message("Move it, or merge the grids that meet there."),
            )
        return patch_arcs(fabric, np.array([self.arc]), [np.delete(line, self.vertex, axis=0)])


@dataclass(frozen=True, slots=True)
class ReshapeArc:
    """Let an arc follow a traced line between the places where the line meets it.

    Attributes
    ----------
    arc : int
    line : tuple of (x, y)
        Metres; at least two points, the first and last near the arc.
    reach : float
        Metres: how near.
    """

    arc: int
    line: tuple[tuple[float, float], ...]
    reach: float = 1.0

    def plan(self, fabric: Fabric) -> Patch:
        """Return the patch that does it.

        Raises
        ------
        RefusalError
            The traced line doesn't start and end at the arc.
        """
        traced = np.array(self.line, float).reshape(-1, 2)
        known = fabric.arc(self.arc)
        arc = shapely.LineString(known)
        for end in (traced[0], traced[-1]):
            if arc.distance(shapely.Point(end)) > self.reach:
                raise refusal(
                    message(
                        "The traced line doesn't meet the border at {x}, {y}.", **place_of(end)
                    ),
                    message("Start and end on the border that is to be redrawn."),
                )
        at = [arc.project(shapely.Point(end)) for end in (traced[0], traced[-1])]
        if at[0] > at[1]:
            traced, at = traced[::-1], at[::-1]
        along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(known, axis=0).T))])
        joints = shapely.get_coordinates([arc.interpolate(one) for one in at])
        line = np.concatenate(
            [
                known[:1],
                known[1:][along[1:] < at[0]],
                joints[:1],
                traced[1:-1],
                joints[1:],
                known[:-1][along[:-1] > at[1]],
                known[-1:],
            ]
        )
        return patch_arcs(fabric, np.array([self.arc]), [_without_repeats(line)])


def _without_repeats(line: Floats) -> Floats:
    """Return a line without vertices that coincide with the one before; the ends stay."""
    far = np.hypot(*np.diff(line, axis=0).T) > FINEST
    kept = np.concatenate([[True], far])
    if not kept[-1]:  # the last vertex is a node: drop the one before it instead
        kept[np.flatnonzero(kept)[-1]] = len(line) == 1 or np.flatnonzero(kept)[-1] == 0
        kept[-1] = True
    return np.array(line[kept])
