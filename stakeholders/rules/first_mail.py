"""The first mail as it is proposed; a person reads and changes it before it goes."""

from __future__ import annotations

from typing import Any

QUESTION = (
    "Could we talk for twenty minutes? I would like to hear what you would want from it, too."
    " If this is not for you, a short no is just as welcome."
)


def first_mail(candidacy: Any, convener: Any, sender: Any) -> dict[str, str]:
    """Subject and body, plain text, for one candidacy."""
    contact, partnership, profile = candidacy.contact, candidacy.partnership, candidacy.profile
    seat = (
        f"We are looking for: {profile.title}.\nWhat it will change: {profile.need_met}"
        if profile
        else "We would like to learn what you do, and what would be of use to you."
    )
    role = f"{sender.title}, {convener.name}" if sender.title else convener.name
    introduction = (
        f"I work at {convener.name}. With schools, colleges and employers we run"
        f" {partnership.name}, a partnership for {partnership.pathway} in {partnership.region}."
    )
    lines = [
        f"Hello {contact.name if contact else candidacy.organization.name},",
        introduction,
        seat,
        QUESTION,
        f"{sender.name}\n{role}\n{sender.email}",
    ]
    return {
        "subject": f"May we talk about {partnership.name}?",
        "body": "\n\n".join(lines),
    }
