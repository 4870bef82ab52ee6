"""Doors to this app's services and selectors. The permissions are declared first."""

import stakeholders.permissions  # noqa: F401  # `@requires` checks names when a view is declared
