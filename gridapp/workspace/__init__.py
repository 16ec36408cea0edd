"""The hinge: opens a file and hands the rooms what they need.

The faces (desktop, command line) reach storage only through here.
"""

from gridapp.workspace.opening import (
    Workspace,
    create_workspace,
    is_workspace,
    open_or_create_workspace,
    open_workspace,
    remove_workspace,
)

__all__ = [
    "Workspace",
    "create_workspace",
    "is_workspace",
    "open_or_create_workspace",
    "open_workspace",
    "remove_workspace",
]
