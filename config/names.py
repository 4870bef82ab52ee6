"""People's names: how one speaks to somebody, and whether two names mean the same person."""

from __future__ import annotations

#: Words before a name, without their full stop; "Dr." alone is nobody's name.
HONORIFICS = frozenset(
    [
        "doctor",
        "dr",
        "fr",
        "hon",
        "miss",
        "mr",
        "mrs",
        "ms",
        "mx",
        "prof",
        "professor",
        "rev",
        "reverend",
        "sr",
    ]
)


def words_without_title(name: str) -> list[str]:
    """The words of a name in lower case, without what stands before it such as “Dr.”."""
    words = name.casefold().split()
    while len(words) > 1 and words[0].rstrip(".") in HONORIFICS:
        del words[0]
    return words


def name_to_call(name: str) -> str:
    """The first name; the whole one where it begins with a title or an initial."""
    first, *others = name.split() or [name]
    has_title = len(words_without_title(name)) <= len(others)
    return " ".join([first, *others]) if has_title or first.endswith(".") else first
