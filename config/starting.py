"""What a web server, a worker or the scheduler checks before it serves anybody."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryFile

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

from config import env
from config.sealing_key import SealingError, read_sealing_key
from config.tenancy.runtime import refuse_strong_login


def refuse_faulty_start() -> None:
    """Ends the process with one sentence when it may not serve: settings made for building an
    image, a sealing key that does not open, a folder that takes no files, static files that nobody
    collected, a database login that is too strong."""
    if settings.BUILD_ONLY:
        env.stop("BUILD_ONLY is wrong: it is for building an image, not for serving people.")
    _refuse_unusable_key()
    _refuse_closed_folder()
    _refuse_uncollected_files()
    refuse_strong_login()


def _refuse_uncollected_files() -> None:
    """Without the list of their names every page would fail."""
    if not getattr(staticfiles_storage, "hashed_files", True):
        env.stop("Static files are missing: run `manage.py collectstatic` first.")


def _refuse_closed_folder() -> None:
    """It would show only when the first sealed agreement or report is to be stored."""
    folder = Path(settings.MEDIA_ROOT)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        env.stop(f"STORAGE_ROOT is wrong: no file can be made there ({error.strerror}).")


def _refuse_unusable_key() -> None:
    """A key that does not open would show only when the first agreement is complete."""
    if not settings.SEALING_KEY_FILE or not settings.SEALING_CERTIFICATE_FILE:
        return  # while developing; production's settings have asked for both
    try:
        read_sealing_key(
            Path(settings.SEALING_KEY_FILE),
            Path(settings.SEALING_CERTIFICATE_FILE),
            settings.SEALING_PASSPHRASE,
        )
    except SealingError as error:
        env.stop(f"SEALING_KEY_FILE or what belongs to it is wrong: {error}")
