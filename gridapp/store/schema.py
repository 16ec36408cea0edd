"""The tables of a workspace, once, for every home.

Every table has an integer key (a GeoPackage demands it) and, where people or files name the
row, a unique text `ref`. Times are UTC. Geometry is in the workspace's own projected CRS.
"""

from datetime import datetime

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.schema import SchemaItem

from gridapp.store.geometry import Geometry
from gridapp.store.times import UtcDateTime

SCHEMA = MetaData()


def _table(name: str, *columns: SchemaItem) -> Table:
    return Table(name, SCHEMA, Column("id", Integer, primary_key=True), *columns)


def _ref() -> Column[str]:
    return Column("ref", Text, nullable=False, unique=True)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, default="", server_default="")


def _time(name: str, *, nullable: bool = False) -> Column[datetime]:
    return Column(name, UtcDateTime, nullable=nullable)


def _geometry(kind: str, *, has_m: bool = False) -> Column[bytes]:
    return Column("geom", Geometry(kind, has_m=has_m))


meta = _table(
    "meta", Column("key", Text, nullable=False, unique=True), Column("value", Text, nullable=False)
)
# What the people of this workspace chose, such as bookmarks: JSON by key.
setting = _table(
    "setting",
    Column("key", Text, nullable=False, unique=True),
    Column("value", Text, nullable=False),
    _time("changed_at"),
)

net = _table("net", _ref(), _text("title"), _text("source"))
edition = _table(
    "edition",
    Column("net_id", ForeignKey("net.id"), nullable=False),
    _time("valid_from", nullable=True),  # a draft has no date yet
    _time("valid_to", nullable=True),
    _time("created_at"),
    _text("note"),
    Column("base_id", ForeignKey("edition.id")),
    _text("name"),
    _text("author"),
    _time("published_at", nullable=True),
)
draft_edit = _table(
    "draft_edit",
    Column("edition_id", ForeignKey("edition.id"), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("edit", Text, nullable=False),
    _text("author"),
    _time("at"),
    UniqueConstraint("edition_id", "sequence"),
)
grid = _table(
    "grid",
    Column("edition_id", ForeignKey("edition.id"), nullable=False),
    Column("code", Text, nullable=False),
    _text("name"),
    _text("parent"),
    Column("level", Integer, nullable=False),
    _text("owner"),
    _geometry("MULTIPOLYGON"),
    UniqueConstraint("edition_id", "code"),
)
# The fabric of an edition as a topology: arcs that know what lies on either side, and for
# each face a point inside it with its grids. The polygons are in `grid`, once.
arc = _table(
    "arc",
    Column("edition_id", ForeignKey("edition.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("from_node", Integer, nullable=False),
    Column("to_node", Integer, nullable=False),
    Column("left_face", Integer),  # nothing: outside
    Column("right_face", Integer),
    _geometry("LINESTRING"),
    UniqueConstraint("edition_id", "number"),
)
face = _table(
    "face",
    Column("edition_id", ForeignKey("edition.id"), nullable=False),
    Column("number", Integer, nullable=False),
    _text("grid"),
    _text("sub_grid"),
    _geometry("POINT"),
    UniqueConstraint("edition_id", "number"),
)

base_area = _table(
    "base_area",
    _text("kind"),
    _text("class"),
    _text("name"),
    Column("households", Integer),  # of a building, where it is known
    _geometry("POLYGON"),
)
base_line = _table(
    "base_line", _text("kind"), _text("class"), _text("name"), _geometry("LINESTRING")
)
place = _table(
    "place", _ref(), _text("kind"), _text("name"), _text("address"), _text("aliases"),
    _geometry("POINT"),
)  # fmt: skip
enterprise = _table(
    "enterprise", _ref(), _text("name"), _text("uscc"), _text("industry"),
    Column("staff", Integer, nullable=False, default=0), _text("address"), _geometry("POINT"),
)  # fmt: skip

body = _table("body", _ref(), _text("name"), _text("short"), _text("level"), _text("phone"))
squad = _table("squad", _ref(), _text("name"), _text("short"), _text("leader"), _text("phone"))
squad_grid = _table(
    "squad_grid",
    Column("squad", ForeignKey("squad.ref"), nullable=False),
    Column("grid_code", Text, nullable=False),
    UniqueConstraint("squad", "grid_code"),
)
member = _table(
    "member", _ref(), _text("name"), _text("role"), _text("grid_code"), _text("phone"),
    _text("terminal"), Index("member_by_grid", "grid_code"),
)  # fmt: skip
terminal = _table("terminal", _ref(), _text("kind"), _text("member"), _text("squad"))
duty = _table(
    "duty", Column("row", Integer, nullable=False), _text("kind"), _text("code"), _text("lead"),
    _text("cooperating"), _text("handler"), _text("note"),
)  # fmt: skip
power = _table(
    "power", _text("kind"), _text("code"), Column("is_allowed", Boolean, nullable=False),
    _text("basis"),
)  # fmt: skip

case_event = _table(
    "case_event",
    Column("case_ref", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    _text("kind"),
    _time("at"),
    _text("actor"),
    Column("data", Text, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    UniqueConstraint("case_ref", "sequence"),
)
case = _table(
    "case",
    _ref(),
    _text("stage"),
    _time("opened_at"),
    _time("due_at", nullable=True),
    _text("matter_standard"),
    _text("matter_kind"),
    _text("matter_code"),
    _text("text"),
    _text("place"),
    _text("channel"),
    Column("is_urgent", Boolean, nullable=False),
    Column("is_edge_dispute", Boolean, nullable=False),
    Column("uncertainty_m", Float),
    _text("datum"),
    _text("source"),  # where the report came from, such as a row of a sheet
    _text("main_case"),  # the case that this one was joined to as its duplicate
    _text("grid_code"),
    _text("assignee_kind"),
    _text("assignee"),
    _text("assignee_name"),
    _text("ticket_class"),
    _text("outcome"),
    Column("events", Integer, nullable=False),
    _geometry("POINT"),
    Index("case_by_stage", "stage"),
    Index("case_by_source", "source"),
)

leg = _table(
    "leg",
    Column("terminal", Text, nullable=False),
    _time("started_at"),
    _time("ended_at"),
    Column("fixes", Integer, nullable=False),
    Column("speed", LargeBinary, nullable=False),
    Column("heading", LargeBinary, nullable=False),
    _geometry("LINESTRING", has_m=True),
    UniqueConstraint("terminal", "started_at"),
)

audit = _table(
    "audit", _time("at"), _text("actor"), _text("action"), _text("subject"), _text("reason")
)

APPEND_ONLY = (case_event, audit)
"""Tables whose rows are never changed or removed; the home enforces it."""
