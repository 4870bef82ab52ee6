"""What a web server, a worker or the scheduler checks before it serves anybody."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from config import env
from config.sealing_key import SealingError, read_sealing_key
from config.tenancy.runtime import refuse_strong_login


def refuse_faulty_start() -> None:
    """Ends the process with one sentence when it may not serve: settings made for building an
    image, a database login that is too strong, a sealing key that does not open."""
    if settings.BUILD_ONLY:
        env.stop("BUILD_ONLY is wrong: it is for building an image, not for serving people.")
    _refuse_unusable_key()
    refuse_strong_login()


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
