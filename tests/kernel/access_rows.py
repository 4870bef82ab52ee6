"""Rows of the access matrix for the addresses of `config`."""

from __future__ import annotations

from tests.matrix import Row

ROWS: dict[str, Row] = {
    "healthz": Row(None),
    "readyz": Row(None),
    "api-docs": Row(None),
    "styleguide": Row(None, post=200, put=200, patch=200, delete=200),
    "styleguide-page": Row(None, lambda house: ["queue"], post=200, put=200, patch=200, delete=200),
}
