"""What the operator changes: each goes to the worker, is answered, and is said in a sentence."""

from collections.abc import Callable

from gridapp.cases.case import Case
from gridapp.cases.dispatch import Recommendation
from gridapp.cases.events import Json
from gridapp.desktop.console.report import Accepted
from gridapp.desktop.session import Session
from gridapp.language import tr
from gridapp.workspace.duplicates import LikelyCluster
from gridapp.workspace.edges import settlement
from gridapp.workspace.joining import Joined, join, join_cluster, part


class Changes:
    """Changes to the cases of a session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def report(
        self, report: Accepted, opened: Callable[[Case], None], refused: Callable[[], None]
    ) -> None:
        """Open a case, and record what was settled about it at its intake."""
        casework, actor = self._session.workspace.casework, self._session.actor
        note = tr("Settled at the intake")

        def work() -> Case:
            case = casework.report(
                report.text, report.place, report.matter, is_urgent=report.is_urgent, actor=actor
            )
            if report.claimant is not None:
                given = settlement(report.claimant, note)
                case = casework.advance(case.id, "amend", given, actor=actor)
            if report.main:
                join(casework, report.main, [case.id], reason=note, actor=actor)
            return case

        def tell(case: Case) -> None:
            said = (
                tr("Case {ref} is joined to {main}.", ref=case.id, main=report.main)
                if report.main
                else tr("Case {ref} is open.", ref=case.id)
            )
            opened(case)
            self._session.said.emit(said)

        self._session.change_cases(work, tell, refused)

    def dispatch(self, ref: str, choice: Recommendation) -> None:
        """Give a case to the one who was chosen."""
        casework, actor = self._session.workspace.casework, self._session.actor
        self._change(
            lambda: casework.dispatch(ref, choice, actor=actor),
            tr("Case {ref} dispatched to {name}.", ref=ref, name=choice.name),
        )

    def move(self, ref: str, move: str, data: dict[str, Json]) -> None:
        """Make a move of the profile."""
        casework, actor = self._session.workspace.casework, self._session.actor
        name = tr(casework.profile.move(move).name)
        self._change(
            lambda: casework.advance(ref, move, data, actor=actor),
            tr("Case {ref}: {move}.", ref=ref, move=name),
        )

    def undo(self, ref: str, reason: str) -> None:
        """Undo a case's last step."""
        casework, actor = self._session.workspace.casework, self._session.actor
        self._change(
            lambda: casework.undo(ref, actor=actor, reason=reason),
            tr("Case {ref}: the last step is undone.", ref=ref),
        )

    def join_cluster(
        self, cluster: LikelyCluster, joined: Callable[[Joined], None], refused: Callable[[], None]
    ) -> None:
        """Join the cases of a group to its main one."""
        casework, actor = self._session.workspace.casework, self._session.actor
        reason = tr("The same trouble")

        def tell(made: Joined) -> None:
            joined(made)
            self._session.said.emit(
                tr("{count} cases are joined to {main}.", count=len(made.refs), main=made.main)
            )

        self._session.change_cases(
            lambda: join_cluster(casework, cluster, reason=reason, actor=actor), tell, refused
        )

    def part(self, joined: Joined) -> None:
        """Take a group apart again."""
        casework, actor = self._session.workspace.casework, self._session.actor
        reason = tr("Joined by mistake")
        self._change(
            lambda: part(casework, joined.refs, reason=reason, actor=actor),
            tr("{count} cases go on by themselves again.", count=len(joined.refs)),
        )

    def _change(self, request: Callable[[], object], said: str) -> None:
        self._session.change_cases(request, lambda _: self._session.said.emit(said))
