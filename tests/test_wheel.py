"""The wheel, built and installed apart from the checkout, holds all that the program needs."""

import json
import os
import shutil
import site
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

ROOT = Path(__file__).parents[1]
PARTS = ("gridapp", "data", "resources", "pyproject.toml", "hatch_build.py", "README.md")

pytestmark = pytest.mark.slow


def run(*words: object, cwd: Path, **environment: str) -> "subprocess.CompletedProcess[bytes]":
    """Run a program that knows nothing of the checkout."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [str(word) for word in words],
        cwd=cwd,
        env=clean | environment,
        capture_output=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy, without compiled catalogues, so that the checkout stays."""
    copy = tmp_path_factory.mktemp("source")
    ignored = shutil.ignore_patterns("__pycache__", "*.mo")
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, copy / part, ignore=ignored)
        else:
            shutil.copy(ROOT / part, copy / part)
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, cwd=copy)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel in an environment of its own, beside the libraries that are here."""
    folder = tmp_path_factory.mktemp("venv")
    venv.create(folder, symlinks=os.name != "nt")
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    found = run(scripts / "python", "-c", "import site; print(site.getsitepackages()[0])",
                cwd=folder)  # fmt: skip
    packages = Path(found.stdout.decode().strip())
    run(sys.executable, "-m", "pip", "--python", scripts / "python", "install", "--no-deps",
        "--no-index", "--quiet", "--disable-pip-version-check", wheel, cwd=folder)  # fmt: skip
    # The libraries only: an editable install's own .pth is not followed from here.
    lines = "\n".join(path for path in site.getsitepackages() if Path(path).is_dir())
    (packages / "libraries.pth").write_text(lines, encoding="utf-8")
    return scripts


def test_what_is_in_it(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for path in ("__main__.py", "data/town/town.toml", "data/town/patrol.csv.gz",
                 "data/profiles/jiangsu.toml", "data/catalogue/gbt_47678_5_2026.csv"):  # fmt: skip
        assert f"gridapp/{path}" in names
    for folder in ("data", "resources"):
        here = {
            f"gridapp/{path.relative_to(ROOT).as_posix()}"
            for path in (ROOT / folder).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".mo"
        }
        assert here <= names
    for language in ("zh_CN", "en"):
        assert f"gridapp/resources/locale/{language}/LC_MESSAGES/gridapp.mo" in names
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"gridapp"}
    assert not [name for name in names if Path(name).name.startswith("test_") or "/tests/" in name]
    assert not [name for name in names if name.endswith((".pyc", ".gpkg"))]


def test_the_demo_from_another_folder(environment: Path, tmp_path: Path) -> None:
    where = run(environment / "python", "-c", "import gridapp; print(gridapp.__file__)",
                cwd=tmp_path)  # fmt: skip
    assert not Path(where.stdout.decode().strip()).is_relative_to(ROOT)

    done = run(environment / "gridapp", "demo", "--headless", "--json", cwd=tmp_path,
               QT_QPA_PLATFORM="offscreen", GRIDAPP_LANGUAGE="zh_CN")  # fmt: skip
    assert done.stderr == b""
    said = json.loads(done.stdout.decode())
    workspace, picture = Path(said["workspace"]), Path(said["picture"])
    assert workspace.parent == picture.parent == tmp_path / "gridapp-demo"
    assert workspace.is_file()
    assert any("路灯" in step for step in said["tour"].values())

    image = QImage(str(picture))
    assert (image.width(), image.height()) == (1920, 1080)
    seen = {image.pixel(x, y) for x in range(0, 1920, 7) for y in range(0, 1080, 7)}
    assert len(seen) > 100

    # What the tour did is in the town, and the program speaks Chinese.
    done = run(environment / "gridapp", "journal", "verify", workspace, cwd=tmp_path,
               GRIDAPP_LANGUAGE="zh_CN")  # fmt: skip
    assert "301" in done.stdout.decode()
    done = run(environment / "gridapp", "case", "list", workspace, cwd=tmp_path,
               GRIDAPP_LANGUAGE="zh_CN")  # fmt: skip
    assert done.stdout.decode().startswith("案件")
