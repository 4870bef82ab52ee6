"""What `config/bin/setup` says where something is missing; the script itself, in a bare clone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("sh", "dirname", "mkdir", "id", "tail")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone without `.venv` and `.local`, and a folder of the few programs on PATH."""
    for name in ("pyproject.toml", "uv.lock", "README.md", "config/bin/setup"):
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


def test_missing_pango_says_which_packages_to_install(clone: Path) -> None:
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
    code, said = setup(clone, "demo")
    assert code == 1
    assert said.startswith("Pango is missing, which makes the PDFs: install it with 'sudo apt-get")
    assert "libpango-1.0-0" in said
