"""The states by their postal codes."""

from __future__ import annotations

_CODES = (
    "AK AL AR AS AZ CA CO CT DC DE FL GA GU HI IA ID IL IN KS KY LA MA MD ME MI MN MO MP MS MT NC"
    " ND NE NH NJ NM NV NY OH OK OR PA PR RI SC SD TN TX UT VA VI VT WA WI WV WY"
)
#: Postal codes of the states, the District of Columbia and the territories.
STATES: tuple[str, ...] = tuple(_CODES.split())
