"""State machines as data: whole-word states and one table of moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices


class IllegalMove(Exception):
    """A verb that the object's state does not allow."""

    def __init__(self, machine: str, state: str, verb: str) -> None:
        super().__init__(f"“{verb}” is not possible while the {machine} is {state}.")
        self.state = state
        self.verb = verb


class GuardFailed(Exception):
    """A move that the table allows and a guard refuses; `findings` say what is missing."""

    def __init__(self, findings: list[Any]) -> None:
        super().__init__("; ".join(str(finding) for finding in findings))
        self.findings = findings


@dataclass(frozen=True)
class Move:
    """One row of the table.

    guards: callables `(object) -> list of findings`; any finding refuses the move.
    permission: the name that a member must hold; None is a move of the system or of a link.
    """

    source: TextChoices
    verb: str
    target: TextChoices
    permission: str | None = None
    guards: tuple[Callable[[Any], list[Any]], ...] = ()


#: Every machine of the product by name, for the documentation.
machines: dict[str, StateMachine] = {}


@dataclass(frozen=True)
class StateMachine:
    """A name, the states and the moves between them."""

    name: str
    states: type[TextChoices]
    moves: tuple[Move, ...]
    column: str = "state"
    table: dict[tuple[str, str], Move] = field(init=False, default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for move in self.moves:
            key = (str(move.source), move.verb)
            if key in self.table:
                raise ValueError(f"{self.name}: {key} stands twice.")
            self.table[key] = move
        machines[self.name] = self

    def find(self, state: str, verb: str) -> Move:
        """The row for a verb. Raises IllegalMove."""
        try:
            return self.table[(state, verb)]
        except KeyError:
            raise IllegalMove(self.name, state, verb) from None

    def verbs(self, state: str) -> list[str]:
        """What may be done in a state, in the table's order."""
        return [move.verb for move in self.moves if move.source == state]

    def diagram(self) -> str:
        """The table as Mermaid text, for the documentation."""
        rows = [f"    {move.source} --> {move.target}: {move.verb}" for move in self.moves]
        return "\n".join(["stateDiagram-v2", *rows])
