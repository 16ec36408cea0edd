"""A sentence for people that is not yet in any language."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Message:
    """A gettext msgid (the English sentence, with ``{names}``) and the values to fill in.

    The job rooms return messages; a face puts them into the reader's language
    (`gridapp.language.say`). ``str(message)`` is the English sentence.
    """

    id: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.id.format(**self.values)


def message(msgid: str, /, **values: object) -> Message:
    """Make a message; catalogue extraction finds the msgid by this function's name."""
    return Message(msgid, values)
