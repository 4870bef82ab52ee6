"""What the pages of this app share."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from agreements.models import Agreement
from partnerships.models import Partnership
from partnerships.selectors.partnerships import workspace_context

#: Of a draft that a colleague was faster with; see `PlainForm.refuse_late`.
NO_DRAFT = "it was sent or put away meanwhile."


def under_agreements(request: Any, partnership: Partnership) -> dict[str, Any]:
    """The context of a page under a partnership's agreements."""
    context = workspace_context(request, partnership, "agreements")
    args = [request.convener.slug, partnership.slug]
    url = reverse("agreements:partnership-agreements", args=args)
    context["breadcrumbs"].append({"label": "Agreements", "url": url})
    return context


def under_agreement(request: Any, agreement: Agreement) -> dict[str, Any]:
    """The context of a page under one agreement."""
    context = under_agreements(request, agreement.partnership)
    url = reverse("agreements:agreement-detail", args=[request.convener.slug, agreement.pk])
    context["breadcrumbs"].append({"label": agreement.title, "url": url})
    return context
