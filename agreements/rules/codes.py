"""Verification codes: short enough to read from paper, too many to guess."""

from __future__ import annotations

import secrets

#: Without 0, 1, I, L, O and U: they are misread, or spell words. 30 signs, eight times.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_verification_code() -> str:
    """A code such as 7KQ4-M2XD."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{signs[:4]}-{signs[4:]}"


def clean_verification_code(typed: str) -> str:
    """The code as stored, from what a person typed; "" when it cannot be one."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())
    if len(signs) != 8 or any(sign not in ALPHABET for sign in signs):
        return ""
    return f"{signs[:4]}-{signs[4:]}"
