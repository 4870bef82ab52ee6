"""A member leaves at the very moment an agreement is completed, over real connections."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from agreements.models import Agreement, AgreementState, Side, Signer, SignerState
from agreements.services import countersigning
from agreements.services.events import check_events
from agreements.views import countersign as countersign_view
from partnerships.models import FollowUp, Membership
from partnerships.services.people import end_membership
from stakeholders.models import Candidacy, Stage
from tests.agreements.makers import evidence, signed
from tests.cast import House, make_member, today

pytestmark = pytest.mark.django_db(transaction=True)

#: Seconds after which the other one has come as far as the locks let it.
A_MOMENT = 1


@pytest.fixture
def leaver(prairie: House) -> Membership:
    """A second owner, who is to sign for us."""
    member = make_member(prairie.convener, "owner", "Lena Weaver", may_sign=True)
    stays = prairie.members["owner"]
    prairie.members["owner"] = member
    with prairie.scope():
        signed(prairie)
    prairie.members |= {"owner": stays, "leaver": member}
    return member


class Aside(threading.Thread):
    """An act on a connection of its own; what it returned or raised is kept."""

    result: Any = None

    def __init__(self, act: Callable[[], Any]) -> None:
        super().__init__()
        self.act = act

    def run(self) -> None:
        try:
            self.result = self.act()
        except Exception as error:  # noqa: BLE001  # the test looks at what was raised
            self.result = error
        finally:
            connections.close_all()


def ending(house: House, member: Membership) -> Aside:
    """The first owner ends the membership; the manager takes over."""

    def act() -> bool:
        with house.scope():
            actor, successor = house.actor("owner"), house.members["manager"]
            return end_membership(member, actor=actor, successor=successor)

    return Aside(act)


def complete_while(house: House, who: str, end: Aside, patch: pytest.MonkeyPatch) -> Agreement:
    """Completes the agreement; the other starts, and waits, while its row is locked."""
    made = countersigning.create_commitments

    def and_meanwhile(row: Agreement) -> int:
        end.start()
        end.join(A_MOMENT)
        assert end.is_alive(), end.result
        return made(row)

    patch.setattr(countersigning, "create_commitments", and_meanwhile)
    with house.scope():
        agreement = Agreement.objects.get()
        proof = evidence(agreement, "Our name")
        countersigning.countersign_agreement(agreement, proof, actor=house.actor(who))
    end.join(30)
    return agreement


@pytest.mark.parametrize("who", ["manager", "owner", "leaver"])
def test_signature_that_was_given_meanwhile_is_not_handed_over(
    prairie: House, leaver: Membership, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    end = ending(prairie, leaver)
    agreement = complete_while(prairie, who, end, monkeypatch)
    assert end.result is True
    with prairie.scope():
        agreement.refresh_from_db()
        assert agreement.state == AgreementState.COMPLETE
        assert Signer.objects.get(side=Side.CONVENER).state == SignerState.SIGNED
        assert agreement.contact_name == "Maren Solberg"
        assert check_events(agreement).intact


def test_leader_who_leaves_meanwhile_hands_the_partnership_over(
    prairie: House, leaver: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    with prairie.scope():
        prairie.partnership.leader = leaver
        prairie.partnership.save(update_fields=["leader"])
    end = ending(prairie, leaver)
    complete_while(prairie, "manager", end, monkeypatch)
    assert end.result is True
    with prairie.scope():
        prairie.partnership.refresh_from_db()
        assert prairie.partnership.leader == prairie.members["manager"]


def test_owner_of_the_candidacy_who_leaves_meanwhile_hands_it_over(
    prairie: House, leaver: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    with prairie.scope():
        Candidacy.objects.update(owner=leaver)
    end = ending(prairie, leaver)
    complete_while(prairie, "manager", end, monkeypatch)
    assert end.result is True
    with prairie.scope():
        candidacy = Candidacy.objects.get()
        assert candidacy.stage == Stage.COMMITTED
        assert candidacy.owner == prairie.members["manager"]


@pytest.mark.parametrize("who", ["owner", "leaver"])
def test_work_that_points_at_those_people_is_written_before_the_ending_is_done(
    prairie: House, leaver: Membership, who: str
) -> None:
    with prairie.scope():
        prairie.partnership.leader = leaver
        prairie.partnership.save(update_fields=["leader"])

    def owe() -> None:
        with prairie.scope():
            FollowUp.objects.create(
                partnership=prairie.partnership,
                kind="low_check_in",
                source_id=prairie.partnership.pk,
                title="Call Ruth",
                owner=prairie.members[who],
                due_on=today(),
            )

    aside = Aside(owe)
    with prairie.scope():
        successor = prairie.members["manager"]
        assert end_membership(leaver, actor=prairie.actor("owner"), successor=successor)
        aside.start()
        aside.join(10)
        was_done = not aside.is_alive()
    aside.join(30)
    assert was_done
    assert aside.result is None


def test_person_who_left_while_their_page_was_answered_is_refused(
    prairie: House, leaver: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    end = ending(prairie, leaver)

    def address_after_the_end(_: Any) -> str:
        end.start()
        end.join(30)
        return "198.51.100.4"

    monkeypatch.setattr(countersign_view, "network_address", address_after_the_end)
    with prairie.scope():
        agreement = Agreement.objects.get()
    data = {
        "content_sha256": agreement.content_sha256,
        "authority": "on",
        "electronic": "on",
        "name": "Lena Weaver",
        "title": "Director",
    }
    answer = prairie.client("leaver").post(prairie.url(f"agreements/{agreement.pk}/sign/"), data)
    assert (end.result, answer.status_code) == (True, 403)
    with prairie.scope():
        agreement.refresh_from_db()
        assert agreement.state == AgreementState.PARTNER_SIGNED
        ours = Signer.objects.filter(side=Side.CONVENER).values_list("name", "state")
        assert dict(ours) == {
            "Lena Weaver": SignerState.REPLACED,
            "Maren Solberg": SignerState.WAITING,
        }
