"""Rows of the access matrix for the addresses of `config`."""

from __future__ import annotations

from tests.matrix import Row

GONE = Row(None, get=404, post=404, put=404, patch=404, delete=404)
SHOWS = "It keeps nothing."
ROWS: dict[str, Row] = {
    "account_email": GONE,
    "account_signup": GONE,
    "healthz": Row(None),
    "readyz": Row(None),
    "api-docs": Row(None),
    "styleguide": Row(None, post=200, put=200, patch=200, delete=200, silent=SHOWS),
    "styleguide-page": Row(
        None, lambda house: ["queue"], post=200, put=200, patch=200, delete=200, silent=SHOWS
    ),
}
