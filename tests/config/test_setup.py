"""What `config/bin/setup` says where something is missing; the script itself, in a bare clone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import system_browser

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("sh", "dirname", "mkdir", "id", "tail", "touch")
COPIED = ("pyproject.toml", "uv.lock", "README.md", "config/bin/setup", "config/bin/find-browser")
POPPLER = ("pdfsig", "pdftoppm")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone without `.venv` and `.local`, and a folder of the few programs on PATH."""
    for name in COPIED:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "programs").mkdir()
    for tool in TOOLS:
        (tmp_path / "programs" / tool).symlink_to(str(shutil.which(tool)))
    program(tmp_path, "python3", f'exec "{sys.executable}" "$@"')
    return tmp_path


def program(clone: Path, name: str, script: str, folder: str = "programs") -> None:
    """Puts a small program where setup looks for it."""
    path = clone / folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def setup(clone: Path, purpose: str, **environment: str) -> tuple[int, str]:
    """The exit code and the last line on standard error."""
    done = subprocess.run(
        ["sh", "config/bin/setup", purpose],
        cwd=clone,
        env={"PATH": str(clone / "programs"), "HOME": str(clone), **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.returncode, (done.stderr.strip().splitlines() or [""])[-1]


def test_no_network_and_no_uv_says_what_to_do(clone: Path) -> None:
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0"}
    code, said = setup(clone, "check", **nowhere, PIP_CONFIG_FILE=os.devnull)
    assert code == 1
    assert said.startswith("uv could not be installed: check the network, or install uv yourself")


def test_no_network_for_the_packages_says_what_to_do(clone: Path) -> None:
    (uv,) = [
        found
        for found in (
            shutil.which("uv"),
            ROOT / ".local/uv/bin/uv",
            ROOT / ".local/uv-packages/bin/uv",
        )
        if found and Path(found).exists()
    ][:1]
    (clone / "programs" / "uv").symlink_to(uv)
    code, said = setup(clone, "check", UV_OFFLINE="1", UV_CACHE_DIR=str(clone / "cache"))
    assert code == 1
    assert said.startswith("The Python packages could not be installed: check the network")


def without_pango(clone: Path) -> None:
    """The packages are there, but WeasyPrint finds no library to open."""
    program(clone, "uv", "exit 0")
    (clone / "without").mkdir()
    (clone / "without" / "sitecustomize.py").write_text(
        "import cffi\n"
        "def dlopen(*arguments):\n"
        "    raise OSError('cannot load library')\n"
        "cffi.FFI.dlopen = dlopen\n"
    )
    script = f'PYTHONPATH="{clone / "without"}" exec "{sys.executable}" "$@"'
    program(clone, "python", script, folder=".venv/bin")


def with_packages(clone: Path, *tools: str) -> None:
    """The packages and Pango are there, and these programs on PATH."""
    program(clone, "uv", "exit 0")
    program(clone, "python", "exit 0", folder=".venv/bin")
    program(clone, "playwright", "exit 1", folder=".venv/bin")
    for tool in tools:
        program(clone, tool, "exit 0")


def as_root(clone: Path, *, apt: str) -> None:
    """Whoever runs setup is root on a Debian, whose apt-get is this script and keeps its calls."""
    (clone / "programs" / "id").unlink()
    program(clone, "id", "echo 0")
    program(clone, "apt-get", f'echo "$1" >>apt-calls; {apt}')


def test_missing_pango_says_which_packages_to_install(clone: Path) -> None:
    without_pango(clone)
    code, said = setup(clone, "demo")
    assert code == 1
    assert said.startswith("Pango is missing, which makes the PDFs: install it with 'sudo apt-get")
    assert "libpango-1.0-0" in said


@pytest.mark.parametrize("root", [False, True])
@pytest.mark.parametrize(
    ("tools", "sentence"),
    [
        ((), "The tests read PDFs with poppler: install it with 'sudo apt-get install poppler-uti"),
        (("pdfsig",), "The tests read PDFs with poppler: install it with 'sudo apt-get install po"),
        (POPPLER, "The tests need a browser: install it with 'sudo apt-get install chromium', or"),
    ],
)
def test_what_cannot_be_installed_is_named_with_a_way_to_get_it(
    clone: Path, root: bool, tools: tuple[str, ...], sentence: str
) -> None:
    with_packages(clone, *tools)
    if root:
        as_root(clone, apt="exit 100")
    code, said = setup(clone, "test")
    assert code == 1
    assert said.startswith(sentence)


def test_pango_that_apt_cannot_install_is_named_as_well(clone: Path) -> None:
    without_pango(clone)
    as_root(clone, apt="exit 100")
    code, said = setup(clone, "demo")
    assert code == 1
    assert said.startswith("Pango is missing, which makes the PDFs: install it with 'sudo apt-get")


def test_package_lists_that_could_not_be_fetched_are_fetched_again(clone: Path) -> None:
    with_packages(clone)
    as_root(clone, apt="exit 100")
    setup(clone, "test")
    as_root(clone, apt="exit 0")
    setup(clone, "test")
    setup(clone, "test")
    asked = (clone / "apt-calls").read_text().split()
    # The third time nothing is fetched: poppler, and then the browser, are installed.
    assert asked == ["update", "install", "update", "install", "install", "install", "install"]


def test_debian_without_the_headless_shell_gets_the_whole_browser(clone: Path) -> None:
    with_packages(clone, *POPPLER)
    as_root(clone, apt='case "$*" in *headless*) exit 100;; *) echo "$*" >got;; esac')
    assert setup(clone, "test")[0] == 0
    assert (clone / "got").read_text().split()[-1] == "chromium"


@pytest.mark.parametrize(
    "name", ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]
)
def test_browser_that_setup_is_content_with_is_the_one_of_the_tests(
    clone: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_packages(clone, *POPPLER, name)
    assert setup(clone, "test") == (0, "")
    monkeypatch.setenv("PATH", str(clone / "programs"))
    assert system_browser() == str(clone / "programs" / name)


def test_without_a_browser_on_path_the_tests_use_the_downloaded_one(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_packages(clone, *POPPLER)
    program(clone, "playwright", 'echo "$@" >asked', folder=".venv/bin")
    assert setup(clone, "test") == (0, "")
    assert (clone / "asked").read_text() == "install chromium\n"
    monkeypatch.setenv("PATH", str(clone / "programs"))
    assert system_browser() is None


def python_of(clone: Path, version: str, name: str, folder: str) -> None:
    """A Python that says it is of this version."""
    numbers = ", ".join(version.split("."))
    says = f"import sys; sys.version_info = ({numbers}); sys.executable = '$0'"
    program(clone, name, f'exec "{sys.executable}" -c "{says}; $2"', folder)


@pytest.mark.parametrize(
    ("kept", "chosen"),
    [
        (("3.10.13", "3.11.7", "3.12.1"), "3.12.1"),
        (("3.11.7", "3.12.1", "3.13.0"), "3.13.0"),
        (("3.9.18", "3.11.7"), None),
    ],
)
@pytest.mark.parametrize("root", [".pyenv", "elsewhere"])
def test_python_that_only_pyenv_has_is_found(
    clone: Path, root: str, kept: tuple[str, ...], chosen: str | None
) -> None:
    python_of(clone, "3.11.7", "python3", "programs")
    program(clone, "python3.13", "echo 'pyenv: python3.13: command not found' >&2; exit 127")
    for version in kept:
        python_of(clone, version, "python3", f"{root}/versions/{version}/bin")
    program(clone, "uv", '[ "$1" = --version ] || echo "$@" >asked')
    elsewhere = {} if root == ".pyenv" else {"PYENV_ROOT": str(clone / root)}
    assert setup(clone, "check", **elsewhere) == (0, "")
    which = f" --python {clone}/{root}/versions/{chosen}/bin/python3" if chosen else ""
    assert (clone / "asked").read_text() == f"sync --locked --quiet{which}\n"
