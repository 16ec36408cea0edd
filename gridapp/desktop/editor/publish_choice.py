"""The dialog before publishing: from which day, which nets change, what the check found."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, tzinfo

from PySide6.QtWidgets import QWidget

from gridapp.desktop.editor.choices import Choice
from gridapp.desktop.editor.day_field import DayField
from gridapp.desktop.widgets.panel import label
from gridapp.grid.editions import Diff
from gridapp.language import tr
from gridapp.workspace.editions import Prospect


class PublishChoice(Choice):
    """Asks for the day and says what happens then.

    Parameters
    ----------
    titles : mapping from net to title
    findings : int or None
        How many are neither mended nor ignored; None without a check.
    """

    def __init__(
        self, draft: str, prospect: Prospect, titles: Mapping[str, str], findings: int | None,
        now: datetime, zone: tzinfo, parent: QWidget,
    ) -> None:  # fmt: skip
        super().__init__(tr("Publish “{name}”", name=draft), tr("Publish"), parent)
        self.since = DayField(now, zone)
        self.rows.addRow(label(tr("In force from"), "muted"), self.since)
        self.nets = label(_nets(prospect, titles), wraps=True)
        self.rows.addRow(self.nets)
        text, role = _findings(findings)
        self.findings = label(text, role, wraps=True)
        self.rows.addRow(self.findings)


def _nets(prospect: Prospect, titles: Mapping[str, str]) -> str:
    head = (
        tr("On this day the net's edition ends and a new one begins:")
        if len(prospect.changes) == 1
        else tr("On this day the editions of {count} nets end, and new ones begin together:",
                count=len(prospect.changes))
    )  # fmt: skip
    lines = (
        tr("{net}: {what}", net=titles.get(net, net), what=_changed(found))
        for net, found in prospect.changes
    )
    return "\n".join([head, *(f"· {line}" for line in lines)])


def _changed(found: Diff) -> str:
    counts = Counter(one.kind for one in found.changes)
    texts = (
        (counts["changed"], tr("{count} grids changed", count=counts["changed"])),
        (counts["new"], tr("{count} new", count=counts["new"])),
        (counts["gone"], tr("{count} gone", count=counts["gone"])),
    )
    return ", ".join(text for count, text in texts if count) or tr("every grid as before")


def _findings(count: int | None) -> tuple[str, str]:
    if count is None:
        return tr("The draft wasn't checked."), "warning"
    if count:
        return tr("Findings neither mended nor ignored: {count}.", count=count), "warning"
    return tr("The check leaves nothing open."), "good"
