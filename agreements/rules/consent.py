"""What a signer confirms. The text that was ticked is stored with the signature."""

from __future__ import annotations

#: Changes with every change of the texts below.
CONSENT_VERSION = "2026-11"
CONSENT_TEXT = "I agree to sign and get this record electronically. I can open PDF files."
CONSENT_HELP = "You can have it on paper instead, free, and change your mind later."


def authority_text(organization_name: str) -> str:
    """What a signer says about the right to sign."""
    return f"I may sign for {organization_name}."
