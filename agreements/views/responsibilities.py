"""The promises of a draft, one page each: no script is needed to add or remove one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from agreements.forms.drafts import ResponsibilityForm
from agreements.models import Agreement, AgreementState, Responsibility, Side
from agreements.selectors.agreements import agreement_or_404
from agreements.services.responsibilities import (
    TooManyResponsibilities,
    add_responsibility,
    change_responsibility,
    remove_responsibility,
)
from agreements.views.pages import NO_DRAFT, under_agreement
from config.access import requires
from config.state import IllegalMove
from partnerships.services.audit import Actor


def _back(request: Any, agreement: Agreement) -> str:
    return reverse("agreements:agreement-detail", args=[request.convener.slug, agreement.pk])


def _form_page(
    request: Any, agreement: Agreement, side: str, form: ResponsibilityForm, heading: str
) -> HttpResponse:
    context = under_agreement(request, agreement) | {
        "agreement": agreement,
        "side": side,
        "form": form,
        "heading": heading,
        "back": _back(request, agreement) + "#promises",
    }
    status = 422 if form.is_bound else 200
    return render(request, "agreements/responsibility.html", context, status=status)


def _refuse_sent(request: Any, agreement: Agreement) -> HttpResponse | None:
    """Leads back from the form of what was sent; an answer stays in its form, refused there."""
    if request.method == "POST" or agreement.state == AgreementState.DRAFT:
        return None
    messages.info(request, "Nothing changed: what was sent is frozen.")
    return redirect(_back(request, agreement))


@requires("agreements.write")
@require_http_methods(["GET", "POST"])
def responsibility_add(request: Any, agreement_id: UUID, side: str) -> HttpResponse:
    """A new promise of one side."""
    agreement = agreement_or_404(request, agreement_id)
    if side not in Side:
        raise Http404("No such side.")
    if refused := _refuse_sent(request, agreement):
        return refused
    term = {"starts_on": agreement.starts_on, "ends_on": agreement.ends_on}
    form = ResponsibilityForm(request.POST if request.method == "POST" else None, **term)
    if form.is_valid():
        actor = Actor.of_request(request)
        try:
            add_responsibility(agreement, side, form.cleaned_data, actor=actor, row_id=form.row_id)
        except TooManyResponsibilities as refusal:
            form.add_error(None, str(refusal))
        except IllegalMove:
            form.refuse_late(NO_DRAFT)
        else:
            messages.success(request, "The promise is added.")
            return redirect(_back(request, agreement) + "#promises")
    return _form_page(request, agreement, side, form, "Add a promise")


@requires("agreements.write")
@require_http_methods(["GET", "POST"])
def responsibility_change(
    request: Any, agreement_id: UUID, responsibility_id: UUID
) -> HttpResponse:
    """Other words, dates or hours for a promise."""
    agreement = agreement_or_404(request, agreement_id)
    row = get_object_or_404(
        Responsibility.objects.filter(agreement=agreement), pk=responsibility_id
    )
    if refused := _refuse_sent(request, agreement):
        return refused
    form = ResponsibilityForm.of(row, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            change_responsibility(row, form.cleaned_data, actor=Actor.of_request(request))
        except IllegalMove:
            form.refuse_late(NO_DRAFT)
        except Responsibility.DoesNotExist:
            form.add_error(None, "This promise was removed meanwhile. Add it again if you need it.")
        else:
            messages.success(request, "The promise is changed.")
            return redirect(_back(request, agreement) + "#promises")
    return _form_page(request, agreement, row.side, form, "Change a promise")


@requires("agreements.write")
@require_POST
def responsibility_remove(
    request: Any, agreement_id: UUID, responsibility_id: UUID
) -> HttpResponse:
    """Takes a promise out of a draft; a second press finds it gone."""
    agreement = agreement_or_404(request, agreement_id)
    try:
        words = remove_responsibility(agreement, responsibility_id, actor=Actor.of_request(request))
    except Responsibility.DoesNotExist:
        raise Http404("No such promise.") from None
    except IllegalMove:
        messages.info(request, "Nothing changed: what was sent is frozen.")
    else:
        if words is None:
            messages.info(request, "Nothing changed: the promise was removed before.")
        else:
            messages.success(request, f"“{words}” is removed.")
    return redirect(_back(request, agreement) + "#promises")
