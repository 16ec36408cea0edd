"""The catalogues are complete and sound, and the program speaks them."""

import ast
import csv
import gettext
import re
import shutil
import string
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from gridapp import language, paths
from gridapp.language import say, tr, use, verb
from gridapp.messages import message

LOCALE = paths.resource("locale")
PACKAGE = Path(language.__file__).parent
PROFILES = sorted(paths.data("profiles").glob("*.toml"))
_MIXED = re.compile(r"[\u4e00-\u9fff][,;:?!()]|[,;:?!()][\u4e00-\u9fff]")


@pytest.fixture
def compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the program read catalogues compiled just now; its language is restored afterwards."""
    for code in language.LANGUAGES:
        target = tmp_path / code / "LC_MESSAGES" / "gridapp.mo"
        target.parent.mkdir(parents=True)
        with target.open("wb") as file:
            write_mo(file, _catalogue(code))
    monkeypatch.setattr(language, "resource", lambda _: tmp_path)
    monkeypatch.setattr(language, "_catalogue", language._catalogue)
    monkeypatch.setattr(language, "_language", language._language)
    return tmp_path


def _catalogue(code: str) -> Catalog:
    return _read(LOCALE / code / "LC_MESSAGES" / "gridapp.po", code)


def _read(path: Path, code: str | None = None) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=code, abort_invalid=True)


def _texts(catalogue: Catalog) -> dict[str, str]:
    entries = (entry for entry in catalogue if entry.id and not entry.context)
    return {str(entry.id): str(entry.string or "") for entry in entries}


def _extracted() -> set[str]:
    found = extract_from_dir(PACKAGE, keywords={"tr": None, "message": None})
    return {str(msgid) for _, _, msgid, _, _ in found}


def _fields(text: str) -> list[tuple[str, str, str]]:
    parts = string.Formatter().parse(text)
    return sorted((name, spec or "", how or "") for _, name, spec, how in parts if name is not None)


def _names(value: object) -> Iterator[str]:
    """Yield what stands under the key "name", at any depth."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key == "name":
                yield inner
            else:
                yield from _names(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _names(inner)


def _column(path: Path, name: str) -> set[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row[name] for row in csv.DictReader(file)}


def test_the_template_holds_the_texts_of_the_code() -> None:
    known = set(_texts(_read(LOCALE / "gridapp.pot")))
    assert sorted(_extracted() ^ known) == [], "run “make messages”"


def test_the_chinese_catalogue_holds_the_texts_of_the_code() -> None:
    assert sorted(_extracted() ^ set(_texts(_catalogue("zh_CN")))) == [], "run “make messages”"


def test_messages_are_written_where_extraction_finds_them() -> None:
    """Neither in a variable nor inside the braces of an f-string."""
    found, hidden = _extracted(), []
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id not in ("tr", "message") or path.name == "language.py":
                continue
            text = node.args[0]
            if isinstance(text, ast.Constant):
                is_hidden = text.value not in found
            else:
                is_hidden = node.func.id == "message"  # names in data go through tr, too
            if is_hidden:
                hidden.append(f"{path.name}:{node.lineno}")
    assert hidden == []


@pytest.mark.parametrize("code", language.LANGUAGES)
def test_nothing_is_untranslated_doubtful_or_obsolete(code: str) -> None:
    catalogue = _catalogue(code)
    assert [entry.id for entry in catalogue if entry.id and not entry.string] == []
    assert [entry.id for entry in catalogue if entry.id and entry.fuzzy] == []
    assert list(catalogue.obsolete) == []


@pytest.mark.parametrize("code", language.LANGUAGES)
def test_translations_keep_the_placeholders(code: str) -> None:
    texts = _texts(_catalogue(code))
    changed = {msgid: text for msgid, text in texts.items() if _fields(msgid) != _fields(text)}
    assert changed == {}


def test_chinese_uses_full_width_punctuation() -> None:
    texts = _texts(_catalogue("zh_CN")).values()
    assert [text for text in texts if _MIXED.search(text)] == []


@pytest.mark.parametrize("profile", PROFILES, ids=lambda path: path.stem)
def test_every_name_of_a_profile_has_english(profile: Path) -> None:
    names = set(_names(tomllib.loads(profile.read_text(encoding="utf-8"))))
    assert names
    assert sorted(names - set(_texts(_catalogue("en")))) == []


@pytest.mark.parametrize("profile", PROFILES, ids=lambda path: path.stem)
def test_every_move_of_a_profile_has_an_english_button(profile: Path) -> None:
    moves = tomllib.loads(profile.read_text(encoding="utf-8"))["moves"]
    catalogue = _catalogue("en")
    assert [m["name"] for m in moves if catalogue.get(m["name"], "button") is None] == []


@pytest.mark.parametrize("profile", PROFILES, ids=lambda path: path.stem)
def test_english_stages_fit_the_stage_line(profile: Path) -> None:
    texts = _texts(_catalogue("en"))
    stages = tomllib.loads(profile.read_text(encoding="utf-8"))["stages"]
    assert [s["name"] for s in stages if len(texts[s["name"]]) > 9] == []


@pytest.mark.parametrize(
    ("sheet", "column"), [("members.csv", "role"), ("incidents.csv", "channel")]
)
def test_every_role_and_channel_of_the_demo_town_has_english(sheet: str, column: str) -> None:
    words = _column(paths.data("town", sheet), column)
    assert words
    assert sorted(words - set(_texts(_catalogue("en")))) == []


@pytest.mark.parametrize("code", language.LANGUAGES)
def test_the_build_compiles_what_the_catalogue_says(code: str, tmp_path: Path) -> None:
    pytest.importorskip("hatchling", reason="hatchling is only there while the package is built")
    from hatchling.metadata.core import ProjectMetadata
    from hatchling.plugin.manager import PluginManager

    from hatch_build import CompileCatalogues

    folder = tmp_path / "resources" / "locale" / code / "LC_MESSAGES"
    folder.mkdir(parents=True)
    shutil.copy(LOCALE / code / "LC_MESSAGES" / "gridapp.po", folder)
    project = ProjectMetadata(str(tmp_path), PluginManager())
    CompileCatalogues(str(tmp_path), {}, None, project, "", "").initialize("standard", {})
    with (folder / "gridapp.mo").open("rb") as file:
        spoken = gettext.GNUTranslations(file)
    texts = _texts(_catalogue(code))
    assert {msgid: spoken.gettext(msgid) for msgid in texts} == texts


@pytest.mark.usefixtures("compiled")
def test_the_language_can_be_switched_while_running() -> None:
    use("zh_CN")
    assert language.current() == "zh_CN"
    assert tr("Case {ref} is open.", ref="A7") == "案件 A7 已立案。"
    assert tr("签收") == verb("签收") == "签收"
    use("en")
    assert language.current() == "en"
    assert tr("Case {ref} is open.", ref="A7") == "Case A7 is open."
    assert tr("签收") == "Accepted"
    assert verb("签收") == "Accept"
    use("zh_CN")
    assert tr("Urgent") == "紧急"


@pytest.mark.usefixtures("compiled")
def test_a_text_without_translation_stays_as_it_is() -> None:
    use("zh_CN")
    assert tr("{count} unheard-of things", count=3) == "3 unheard-of things"
    assert tr("no {values} given") == "no {values} given"
    assert tr("") == ""


@pytest.mark.usefixtures("compiled")
def test_a_message_inside_a_message_is_translated_too() -> None:
    fault = message(
        "{file}, row {row}, {field}: {text} is {what}.",
        file="a.csv", row=3, field="lon", text="“x”", what=message("not a number"),
    )  # fmt: skip
    use("zh_CN")
    assert say(fault) == "a.csv 第 3 行，lon：“x” 不是数值。"
    use("en")
    assert say(fault) == str(fault) == "a.csv, row 3, lon: “x” is not a number."


@pytest.mark.usefixtures("compiled")
def test_formats_of_placeholders_hold_in_every_language() -> None:
    shift = message("Moved {metres:g} m: “{words}”.", metres=50.0, words="往东五十米")
    use("zh_CN")
    assert say(shift) == "已移动 50 米：“往东五十米”。"


@pytest.mark.usefixtures("compiled")
def test_an_unknown_language_is_refused_and_the_old_one_kept() -> None:
    use("zh_CN")
    with pytest.raises(ValueError, match="zh_CN, en"):
        use("fr")
    assert language.current() == "zh_CN"
    assert tr("Urgent") == "紧急"


@pytest.mark.parametrize(
    ("wish", "system", "language_"),
    [
        ("en", "zh_CN.UTF-8", "en"),
        ("zh_CN", "en_US.UTF-8", "zh_CN"),
        ("", "en_GB.UTF-8", "en"),
        ("", "C.UTF-8", "zh_CN"),
        ("", "", "zh_CN"),
    ],
)
def test_the_environment_chooses_the_language(
    wish: str, system: str, language_: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRIDAPP_LANGUAGE", wish)
    monkeypatch.setenv("LANG", system)
    assert language.preferred() == language_
