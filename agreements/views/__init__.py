"""Doors to this app's services and selectors. The permissions are declared first."""

from agreements import permissions  # noqa: F401  # `@requires` checks names at declaration
