"""What can go wrong, sorted by whose fault it is.

Every error carries a message that names the file, row or field, and a remedy that says what
to do. Faces show both; nothing else is shown to people.
"""

from gridapp.messages import Message


class GridappError(Exception):
    """An error that people can read."""

    def __init__(self, problem: Message, remedy: Message | None = None) -> None:
        super().__init__(str(problem) if remedy is None else f"{problem} {remedy}")
        self.problem = problem
        self.remedy = remedy


class InputError(GridappError):
    """The file, row, field or text that came in is at fault."""


class RefusalError(GridappError):
    """The request is well-formed, but a rule of the house or of the profile forbids it."""


class NotFoundError(GridappError):
    """What was asked for is not in the workspace."""


class StoreError(GridappError):
    """The workspace can't be opened, read or written."""


class NewerVersionError(StoreError):
    """The workspace was written by a newer gridapp."""


class TamperedError(StoreError):
    """The journal's chain is broken: a row was changed, removed or added by another hand."""
