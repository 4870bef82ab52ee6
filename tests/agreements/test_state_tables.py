"""The state tables, walked: every pair of state and verb is either a row or refused."""

from __future__ import annotations

import pytest

from agreements.models import AGREEMENTS, COMMITMENTS, SIGNERS, Agreement, Commitment, Signer
from config.access import permissions
from config.state import IllegalMove, StateMachine
from partnerships.services.transitions import transition
from tests.agreements.makers import complete, sent
from tests.cast import House

MACHINES = (AGREEMENTS, SIGNERS, COMMITMENTS)


def every_pair(machine: StateMachine) -> list[tuple[str, str]]:
    verbs = sorted({move.verb for move in machine.moves})
    return [(str(state), verb) for state in machine.states for verb in verbs]


def walk(machine: StateMachine, model: type, row: object, house: House) -> None:
    """Tries every verb in every state as the owner, who holds every permission."""
    manager = model.objects  # type: ignore[attr-defined]  # each is a tenant model
    for state, verb in every_pair(machine):
        manager.filter(pk=row.pk).update(state=state)  # type: ignore[attr-defined]  # as above
        move = machine.table.get((state, verb))
        if move is None:
            with pytest.raises(IllegalMove):
                transition(machine, row, verb, house.actor("owner"))  # type: ignore[type-var]  # a row of any table
        else:
            moved = transition(machine, row, verb, house.actor("owner"))  # type: ignore[type-var]  # a row of any table
            assert moved.state == move.target


def test_every_verb_in_every_state_of_an_agreement(prairie: House) -> None:
    with prairie.scope():
        walk(AGREEMENTS, Agreement, sent(prairie), prairie)


def test_every_verb_in_every_state_of_a_signer(prairie: House) -> None:
    with prairie.scope():
        walk(SIGNERS, Signer, sent(prairie).signers.first(), prairie)


def test_every_verb_in_every_state_of_a_commitment(prairie: House) -> None:
    with prairie.scope():
        walk(COMMITMENTS, Commitment, complete(prairie).commitments.first(), prairie)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_every_move_names_a_declared_permission_or_none(machine: StateMachine) -> None:
    known = {permission.name for permission in permissions()}
    assert {move.permission for move in machine.moves if move.permission} <= known


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_every_state_is_reachable(machine: StateMachine) -> None:
    first = str(next(iter(machine.states)))
    reached = {first, *(str(move.target) for move in machine.moves)}
    assert reached == {str(state) for state in machine.states}
