"""Fields that several forms here share."""

from __future__ import annotations

from django import forms


def content_read() -> forms.CharField:
    """The SHA-256 of the text on the page, in hexadecimal: what the signer read and signs."""
    return forms.CharField(
        widget=forms.HiddenInput,
        max_length=64,
        error_messages={
            "required": "Open this page again: it did not say which text you read.",
            "max_length": "Open this page again: it did not say which text you read.",
        },
    )
