"""What lies under VAR_DIR is the service's user's alone; static files are everybody's."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

from jingyan import private_files


def modes(directory):
    return {
        str(path.relative_to(directory)): stat.S_IMODE(path.stat().st_mode)
        for path in directory.rglob("*")
    }


@pytest.fixture
def var(tmp_path):
    return tmp_path / "var"


def prepare(var, **changes):
    """Run `python -m jingyan.prepare` for an installation on SQLite, started by somebody whose files all may read."""
    env = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DEMO", "DJANGO_SETTINGS_MODULE")
    }
    env |= {
        "VAR_DIR": str(var),
        "DATABASE_URL": f"sqlite:///{var}/db.sqlite3",
        "REDIS_URL": "",
    } | changes
    command = f"umask 022; exec {sys.executable} -m jingyan.prepare"
    subprocess.run(["sh", "-c", command], env=env, cwd=settings.BASE_DIR, check=True, timeout=300)


def test_only_static_files_are_open_to_others_and_what_was_open_is_closed(var):
    (var / "media" / "2022").mkdir(parents=True)
    (var / "media" / "2022" / "scan.pdf").write_bytes(b"%PDF-")
    for path in (var, *var.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    prepare(var)
    assert stat.S_IMODE(var.stat().st_mode) == 0o711
    open_to_others = {path: mode for path, mode in modes(var).items() if mode & 0o077}
    assert [path for path in open_to_others if Path(path).parts[0] != "static"] == []
    static = modes(var / "static")
    assert {mode for path, mode in static.items() if (var / "static" / path).is_dir()} == {0o755}
    assert {mode for path, mode in static.items() if (var / "static" / path).is_file()} == {0o644}
    assert any(path.endswith(".gz") for path in static)
    assert modes(var)["db.sqlite3"] == 0o600


def test_an_uploaded_file_is_the_services_users_alone(tmp_path):
    storage = FileSystemStorage(location=tmp_path / "media")
    storage.save("2022/scan.pdf", ContentFile(b"%PDF-"))
    assert modes(tmp_path / "media") == {"2022": 0o700, "2022/scan.pdf": 0o600}


@pytest.mark.parametrize(("before", "after"), [(0o755, 0o711), (0o750, 0o710), (0o700, 0o700)])
def test_a_directory_is_never_opened_further(var, before, after):
    var.mkdir()
    var.chmod(before)
    private_files.prepare_directory(var)
    assert stat.S_IMODE(var.stat().st_mode) == after


def test_a_database_elsewhere_is_closed_with_its_logs(tmp_path):
    for name in ("a.sqlite3", "a.sqlite3-wal", "b.txt"):
        (tmp_path / name).touch()
        (tmp_path / name).chmod(0o644)
    private_files.close_database(tmp_path / "a.sqlite3")
    assert modes(tmp_path) == {"a.sqlite3": 0o600, "a.sqlite3-wal": 0o600, "b.txt": 0o644}


def test_whatever_a_process_of_ours_writes_is_private(tmp_path):
    code = "import django; django.setup(); open('written', 'w').close()"
    env = os.environ | {"PYTHONPATH": str(settings.BASE_DIR)}
    subprocess.run([sys.executable, "-c", code], env=env, cwd=tmp_path, check=True, timeout=60)
    assert stat.S_IMODE((tmp_path / "written").stat().st_mode) == 0o600
