"""The reader's language: gettext catalogues and the sentences of the faces."""

import gettext
import os

from gridapp.messages import Message
from gridapp.paths import resource

LANGUAGES = {"zh_CN": "简体中文", "en": "English"}

_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def use(language: str) -> None:
    """Speak `language` (a key of `LANGUAGES`) from now on."""
    global _catalogue, _language
    if language not in LANGUAGES:
        raise ValueError(f"unknown language {language!r}; one of {', '.join(LANGUAGES)}")
    _catalogue = gettext.translation(
        "gridapp", resource("locale"), languages=[language], fallback=True
    )
    _language = language


def current() -> str:
    """Return the language now spoken, a key of `LANGUAGES`."""
    return _language


def preferred() -> str:
    """Return the language of the environment: Chinese unless it plainly asks for English."""
    wanted = os.environ.get("GRIDAPP_LANGUAGE") or os.environ.get("LANG", "")
    return "en" if wanted.startswith("en") else "zh_CN"


def tr(msgid: str, /, **values: object) -> str:
    """Translate a sentence and fill in its ``{names}``."""
    text = _catalogue.gettext(msgid) if msgid else ""
    return text.format(**values) if values else text


def verb(name: str) -> str:
    """Translate a move's name as its button says it: English tells "Accept" from "Accepted"."""
    return _catalogue.pgettext("button", name)


def say(message: Message) -> str:
    """Put a message of the job rooms into words, its message-valued parts included."""
    values = {k: say(v) if isinstance(v, Message) else v for k, v in message.values.items()}
    return _catalogue.gettext(message.id).format(**values)
