"""What the editor offers to the palette: every action of the page that is open, by name."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractButton

from gridapp.desktop.editor.toolbox import entries
from gridapp.language import tr

if TYPE_CHECKING:
    from gridapp.desktop.editor.editor import Editor

Offer = tuple[str, Callable[[], None], str]
"""The name of an action, the way to do it, its key."""


def offers(editor: "Editor") -> list[Offer]:
    """Return what can be done in the editor now."""
    if editor.comparing.is_on:
        return _comparing(editor)
    if editor.is_merging:
        return editor.merging.actions()
    return _starting(editor) if editor.bench is None else _drafting(editor)


def _starting(editor: "Editor") -> list[Offer]:
    page = editor.start_page
    return [
        (tr("Name a new draft"), page.name.setFocus, ""),
        (tr("Begin a draft"), page.begin.click, ""),
        *_buttons((tr("Go on with the draft chosen"), page.go_on),
                  (tr("Discard the draft chosen …"), page.discard)),
        (tr("Merge nets …"), editor.merge_nets, ""),
    ]  # fmt: skip


def _comparing(editor: "Editor") -> list[Offer]:
    page = editor.comparing.page
    return [
        *((button.text(), button.click, "") for button in page.ways.values()),
        (tr("See the net of the day chosen"), page.see.click, ""),
        (tr("Back from comparing"), page.left.emit, ""),
    ]


def _drafting(editor: "Editor") -> list[Offer]:
    page, bench = editor.page, editor.bench
    balance, findings = page.balance, page.findings
    levels = {} if bench is None else page.toolbox.levels
    return [
        (tr("Undo"), editor.undo, "Ctrl+Z"),
        (tr("Redo"), editor.redo, "Ctrl+Y"),
        *((one.tip, partial(editor.take, one.id), one.key) for one in entries()),
        *((tr("Work on: {level}", level=button.text()), button.click, "")
          for button in levels.values()),
        *((tr("Look at: {page}", page=page.tabs.tabText(at)),
           partial(page.tabs.setCurrentIndex, at), "") for at in range(page.tabs.count())),
        (tr("Check the draft"), editor.review.check, ""),
        *_buttons(
            (tr("Fix the finding chosen"), findings.fix),
            (tr("Ignore the finding chosen …"), findings.ignore),
            (tr("Heed the finding chosen again"), findings.heed),
            (tr("Propose a balance"), balance.propose),
            (tr("Accept the balance proposed"), balance.accept),
            (tr("Reject the balance proposed"), balance.reject),
        ),
        (tr("The last 90 days …"), editor.look_back, ""),
        (tr("Swipe or side by side …"), editor.compare, ""),
        (tr("Publish …"), editor.publishing.ask, ""),
        (tr("Back to the drafts; this one is kept"), editor.close_draft, ""),
    ]  # fmt: skip


def _buttons(*named: tuple[str, QAbstractButton]) -> Iterator[Offer]:
    """Yield the buttons that would do something now, also those of a page that isn't on top."""
    for name, button in named:
        if button.isEnabled() and not button.isHidden():
            yield name, button.click, ""
