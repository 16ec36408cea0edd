"""The desk for editions: drafts of the main net, what differs, publishing from a date."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from gridapp.errors import InputError
from gridapp.grid import drafts
from gridapp.grid.build import FINEST
from gridapp.grid.editions import Crossing, Diff, GridChange, Load, diff
from gridapp.grid.edits.apply import Edit
from gridapp.grid.fabric import Fabric
from gridapp.grid.findings import Finding
from gridapp.grid.grids import Grids
from gridapp.grid.outlines import grids_of
from gridapp.grid.slivers import Limits
from gridapp.messages import message
from gridapp.store import editions, fabric, nets
from gridapp.store.editions import EditionRow
from gridapp.store.home import Home, Transaction
from gridapp.store.times import as_stored
from gridapp.workspace import companions, publishing
from gridapp.workspace.checking import check_edition
from gridapp.workspace.edition_summaries import EditionSummary, State, summary_of
from gridapp.workspace.fabrics import fabric_of, is_draft, read_draft, read_fabric
from gridapp.workspace.geography import COMPREHENSIVE, LOADS, Geography
from gridapp.workspace.prospects import Overtaking, Prospect, changed_companions, look_ahead

__all__ = [
    "Crossing", "Diff", "Draft", "EditionSummary", "Editions", "GridChange", "Overtaking",
    "Prospect", "State",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft: the edition it is drawn on, and what is to be done to that.

    Attributes
    ----------
    companions : the other nets in its fabric, whose shared borders follow
    """

    id: int
    name: str
    base: int
    edits: tuple[Edit, ...]
    companions: tuple[str, ...] = ()


Summaries = list[EditionSummary]


class Editions:
    """Editions of the nets of an open workspace; drafts are of the main net."""

    def __init__(self, home: Home, now: Callable[[], datetime], geography: Geography) -> None:
        self._home = home
        self._now = now
        self._geography = geography

    def list(self) -> Summaries:
        """Return all editions, drafts included, by net and in order of arrival."""
        with self._home.read() as transaction:
            rows = editions.read_editions(transaction)
        return [summary_of(row, self._now()) for row in rows]

    def fabric(self, edition_id: int | None = None) -> Fabric:
        """Return the fabric of an edition, a draft's edits applied.

        By default of the main net's newest edition, on which the next draft will be drawn.
        What was imported as polygons gets its fabric now, and keeps it.

        Raises
        ------
        NotFoundError
            There is no such edition.
        """
        with self._home.read() as transaction:
            row = (
                self._newest(transaction)
                if edition_id is None
                else editions.read_edition(transaction, edition_id)
            )
            edits = editions.read_edits(transaction, row.id) if is_draft(row) else ()
        return drafts.apply_all(self.base_fabric(row.id), edits)

    def base_fabric(self, edition_id: int) -> Fabric:
        """Return what a draft's edits start from, the nets drawn with it laid in.

        Of a published edition it is its own fabric.

        Raises
        ------
        NotFoundError
            There is no such edition.
        """
        with self._home.read() as transaction:
            row = editions.read_edition(transaction, edition_id)
            if is_draft(row) and companions.read_companions(transaction, row.id):
                return companions.read_start(transaction, row)
            base = row.base if is_draft(row) and row.base is not None else row.id
            found = read_fabric(transaction, editions.read_edition(transaction, base))
        return found or self._lay_fabric(base)

    def start_draft(self, name: str, *, author: str) -> Draft:
        """Begin a draft on the main net's newest edition."""
        with self._home.read() as transaction:
            base = self._newest(transaction)
        self.fabric(base.id)  # drafts name its nodes and arcs by number: from now on they stay
        with self._home.write() as transaction:
            key = editions.add_draft(transaction, base, name, author, self._now())
        return Draft(key, name, base.id, ())

    def open_draft(self, draft_id: int) -> Draft:
        """Return a draft with its edits.

        Raises
        ------
        NotFoundError
            There is no edition of that number.
        RefusalError
            It is published already.
        """
        with self._home.read() as transaction:
            row, base = read_draft(transaction, draft_id)
            edits = editions.read_edits(transaction, draft_id)
            beside = companions.read_companions(transaction, draft_id)
        return Draft(draft_id, row.name, base, edits, tuple(one.net for one in beside))

    def draw_with(self, draft_id: int, names: Sequence[str], *, actor: str) -> Draft:
        """Draw a draft together with these nets and no others; its edits stay as they are.

        Borders that the nets share are one from now on, until they are detached.

        Raises
        ------
        NotFoundError
            There is no such draft or net.
        RefusalError
            An edit no longer fits; it is named, and the draft stays as it is.
        """
        with self._home.write() as transaction:
            row, base_id = read_draft(transaction, draft_id)
            beside = companions.newest(transaction, names, row.net)
            base = editions.read_edition(transaction, base_id)
            laid = companions.lay(transaction, base, beside)
            edits = companions.carried(transaction, row, laid)
            companions.write_companions(transaction, draft_id, beside, laid, self._now())
            editions.write_edits(transaction, draft_id, edits, actor, self._now())
        return Draft(draft_id, row.name, base_id, edits, tuple(one.net for one in beside))

    def save(self, draft_id: int, edits: Sequence[Edit], *, author: str) -> None:
        """Let a draft have exactly these edits; what it has of them already isn't rewritten.

        Raises
        ------
        NotFoundError, RefusalError
            As for `open_draft`.
        """
        with self._home.write() as transaction:
            read_draft(transaction, draft_id)
            editions.write_edits(transaction, draft_id, edits, author, self._now())

    @staticmethod
    def apply_all(fabric: Fabric, edits: Sequence[Edit]) -> Fabric:
        """Apply edits, drawn on a fabric like this one, in order."""
        return drafts.apply_all(fabric, edits)

    def grids(self, edition_id: int) -> Grids:
        """Return the grids of an edition, also of a draft."""
        with self._home.read() as transaction:
            row = editions.read_edition(transaction, edition_id)
            if not is_draft(row):
                return nets.read_grids_of(transaction, edition_id)
        return grids_of(self.fabric(edition_id), row.net)

    def diff(self, a: int, b: int) -> Diff:
        """Tell what differs in edition `b` from edition `a`, drafts or not.

        Raises
        ------
        NotFoundError
            There is no such edition.
        InputError
            They are editions of different nets.
        """
        with self._home.read() as transaction:
            one, two = (editions.read_edition(transaction, key).net for key in (a, b))
        if one != two:
            raise InputError(
                message(
                    "{a} is an edition of “{one}”, {b} of “{two}”.", a=a, b=b, one=one, two=two
                ),
                message("Compare editions of one net."),
            )
        return diff(self.grids(a), self.grids(b), self._loads())

    def prospect(self, draft_id: int) -> Prospect:
        """Tell what publishing a draft would do, and what was published since it was begun.

        Raises
        ------
        NotFoundError
            There is no such draft.
        RefusalError
            It is published already, or changes nothing.
        """
        with self._home.read() as transaction:
            return look_ahead(transaction, draft_id)

    def rebase(self, draft_id: int, *, actor: str) -> Draft:
        """Put a draft on the newest edition, its companions too: all its edits or none.

        Raises
        ------
        RefusalError
            An edit no longer fits; it is named with its place, and the draft stays as it is.
        """
        with self._home.write() as transaction:
            row, _ = read_draft(transaction, draft_id)
            newest = editions.newest_edition(transaction, row.net)
            names = [one.net for one in companions.read_companions(transaction, draft_id)]
            beside = companions.newest(transaction, names, row.net)
            laid = companions.lay(transaction, newest, beside)
            edits = companions.carried(transaction, row, laid)
            companions.write_companions(transaction, draft_id, beside, laid, self._now())
            editions.write_edits(transaction, draft_id, edits, actor, self._now())
            editions.set_base(transaction, draft_id, newest.id)
        return Draft(draft_id, row.name, newest.id, edits, tuple(names))

    def publish(self, draft_id: int, since: datetime, *, actor: str) -> EditionSummary:
        """Put a draft in force from a date; the edition before it ends then.

        Nets drawn with it that its edits changed get a new edition from the same date.

        Raises
        ------
        NotFoundError
            There is no such draft.
        InputError
            The date has no time zone.
        RefusalError
            Another edition of a net that it changes was published since the draft was begun
            (what differs is named, the draft stays); the draft has no edits; the date is before
            that of an edition that ends; or two grids have the same code.
        """
        since = as_stored(publishing.require_zone(since))
        publishing.require_newest(self.prospect(draft_id))
        home = self._home
        with home.write() as transaction:
            now = self._now()
            row, base_id = read_draft(transaction, draft_id)
            base = editions.read_edition(transaction, base_id)
            publishing.require_same(transaction, base)  # between the two transactions
            publishing.require_order(row, base, since)
            laid = companions.read_start(transaction, row)
            drawn = drafts.apply_all(laid, editions.read_edits(transaction, draft_id))
            publishing.put_in_force(home, transaction, row, base, drawn, since, actor, now)
            beside = companions.read_companions(transaction, draft_id)
            for other, _ in changed_companions(laid, drawn, beside):
                publishing.require_same(transaction, other)
                publishing.require_later(other, since)
                key = editions.add_draft(transaction, other, row.name, row.author, now)
                follower = editions.read_edition(transaction, key)
                publishing.put_in_force(
                    home, transaction, follower, other, drawn, since, actor, now
                )
            companions.forget_companions(transaction, draft_id, now)
        self._geography.refresh()
        with home.read() as transaction:
            return summary_of(editions.read_edition(transaction, draft_id), self._now())

    def discard(self, draft_id: int, actor: str) -> None:
        """Remove a draft and its edits; the audit keeps that it was there."""
        with self._home.write() as transaction:
            row, _ = read_draft(transaction, draft_id)
            companions.forget_companions(transaction, draft_id, self._now())
            editions.remove_draft(transaction, draft_id)
            publishing.record(transaction, actor, "edition.discard", row, self._now())

    def check(
        self, net: str, *, tolerance: float = FINEST, limits: Limits | None = None
    ) -> tuple[Finding, ...]:
        """Check the newest edition of a net: its polygons, and its fabric where fixes apply.

        Raises
        ------
        NotFoundError
            There is no such net.
        InputError
            The borders can't be compared with this tolerance.
        """
        with self._home.read() as transaction:
            return check_edition(
                transaction, editions.newest_edition(transaction, net), tolerance, limits
            )

    def _newest(self, transaction: Transaction) -> EditionRow:
        main = self._geography.main_net() or COMPREHENSIVE
        return editions.newest_edition(transaction, main)

    def _lay_fabric(self, edition_id: int) -> Fabric:
        """Build the fabric of an edition from its polygons and keep it."""
        with self._home.write() as transaction:
            row = editions.read_edition(transaction, edition_id)
            found = read_fabric(transaction, row)  # another process may have been faster
            if found is None:
                found = fabric_of(transaction, row)
                fabric.write_fabric(self._home, transaction, edition_id, found)
        return found

    def _loads(self) -> dict[str, Load]:
        return {name: self._geography.load(name) for name in LOADS}
