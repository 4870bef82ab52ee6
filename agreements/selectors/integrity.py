"""Whether what was agreed is still what is kept."""

from __future__ import annotations

import hashlib

from django.core.files.storage import default_storage

from agreements.models import Agreement
from agreements.services.events import check_events


def agreement_faults(agreement: Agreement) -> list[str]:
    """What is wrong with an agreement's log and sealed file, in words; empty when all is whole."""
    faults = []
    chain = check_events(agreement)
    if chain.first_break is not None:
        faults.append(f"its log was changed at entry {chain.first_break + 1}")
    if not agreement.sealed_file:
        return faults
    if not default_storage.exists(agreement.sealed_file):
        return [*faults, "its sealed file is missing"]
    with default_storage.open(agreement.sealed_file) as stored:
        if hashlib.file_digest(stored, "sha256").hexdigest() != agreement.sealed_sha256:
            faults.append("its sealed file was changed")
    return faults
