"""Cases of one trouble made one, and taken apart again; what was proposed and declined."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gridapp.cases.case import Case
from gridapp.errors import RefusalError
from gridapp.messages import message
from gridapp.workspace.casework import Casework
from gridapp.workspace.duplicates import LikelyCluster, find_clusters
from gridapp.workspace.settings import Settings
from gridapp.workspace.snapshot import CaseRow

_DECLINED = "duplicates.declined"
_KEPT = 500  # declined proposals that are remembered, the latest


@dataclass(frozen=True, slots=True)
class Joined:
    """What joining did: the main case and those that were joined to it."""

    main: str
    refs: tuple[str, ...]


def join(
    casework: Casework, main: str, refs: Sequence[str], *, reason: str, actor: str
) -> Joined:  # fmt: skip
    """Join cases to a main one, all or none.

    Raises
    ------
    RefusalError
        The main case is one of them or finished, or one of them stands for others itself.
    NotFoundError
        There is no such case.
    """
    data = {"main_case": main, "reason": reason}
    with casework.book.write() as transaction:
        for ref in refs:
            case = casework.book.case(transaction, ref)
            casework.book.move(
                transaction, ref, case, "join", data, actor=actor, role="operator",
                at=casework.moment(case),
            )  # fmt: skip
    return Joined(main, tuple(refs))


def join_cluster(casework: Casework, cluster: LikelyCluster, *, reason: str, actor: str) -> Joined:
    """Join a cluster's cases to the one that stands for others already, else to the oldest.

    Raises
    ------
    RefusalError
        As for `join`; also when two of them stand for others.
    """
    standing = {row.main_case for row in casework.rows()}
    refs = [row.ref for row in cluster.cases]
    mains = [ref for ref in refs if ref in standing] or refs
    return join(
        casework,
        mains[0],
        [ref for ref in refs if ref != mains[0]],
        reason=reason,
        actor=actor,
    )


def part(casework: Casework, refs: Sequence[str], *, reason: str, actor: str) -> tuple[Case, ...]:
    """Take joined cases out again, all or none; each goes on from where it was."""
    parted = []
    with casework.book.write() as transaction:
        for ref in refs:
            case = casework.book.case(transaction, ref)
            if case.main_case is None:
                raise RefusalError(
                    message("Case {ref} isn't joined to another.", ref=ref),
                    message("There is nothing to part."),
                )
            parted.append(
                casework.book.move(
                    transaction, ref, case, "part", {"reason": reason}, actor=actor,
                    role="operator", at=casework.moment(case),
                )
            )  # fmt: skip
    return tuple(parted)


def joined_to(casework: Casework, main: str) -> tuple[CaseRow, ...]:
    """Return the cases that were joined to a main one, oldest first."""
    return tuple(row for row in casework.rows() if row.main_case == main)


def proposals(casework: Casework, settings: Settings) -> tuple[LikelyCluster, ...]:
    """Return the open cases that seem to be of one trouble, but for what was declined."""
    declined = set(_declined(settings))
    return tuple(one for one in find_clusters(casework) if _key(one.cases) not in declined)


def decline(settings: Settings, cluster: LikelyCluster) -> None:
    """Don't propose these very cases again."""
    settings.write(_DECLINED, [*_declined(settings), _key(cluster.cases)][-_KEPT:])


def _declined(settings: Settings) -> list[str]:
    found = settings.read(_DECLINED)
    return [str(one) for one in found] if isinstance(found, list) else []


def _key(rows: Iterable[CaseRow]) -> str:
    return " ".join(sorted(row.ref for row in rows))
