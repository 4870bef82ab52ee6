"""First contact: a mail that one sees before it goes, or a call that was made."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from config.access import requires
from config.state import GuardFailed, IllegalMove
from partnerships.selectors.partnerships import partnership_or_404
from partnerships.services.audit import Actor
from partnerships.services.outreach import OutreachClosed, PartnershipClosed, outreach_findings
from partnerships.views.late import came_late
from stakeholders.forms.candidacies import CallForm, FirstContactForm
from stakeholders.models import Candidacy
from stakeholders.rules.first_mail import first_mail
from stakeholders.selectors.candidacies import candidacy_or_404, moved_words, was_mailed
from stakeholders.services.candidacies import contact_by_call, contact_by_mail
from stakeholders.views.pages import (
    board_crumb,
    candidacy_crumb,
    candidacy_page,
    posted,
    say_nothing_changed,
    workspace,
)


@requires("candidacies.work")
@require_http_methods(["GET", "POST"])
def candidacy_mail(request: Any, slug: str, candidacy_id: UUID) -> HttpResponse:
    """Shows the mail, editable; sends it. Refused while the charter does not stand (B1)."""
    candidacy = candidacy_or_404(partnership_or_404(request, slug), candidacy_id)
    draft = first_mail(candidacy, request.convener, request.membership)
    form = FirstContactForm(posted(request), initial=draft)
    refusal: Exception | None = None
    if request.method == "POST" and form.is_valid():
        try:
            contact_by_mail(candidacy, actor=Actor.of_request(request), **form.cleaned_data)
        except (OutreachClosed, PartnershipClosed, GuardFailed) as closed:
            refusal = closed
        except IllegalMove as moved:
            if was_mailed(candidacy, **form.cleaned_data):
                say_nothing_changed(request, moved)
                return _to_candidacy(request, slug, candidacy)
            form.refuse_late(moved_words(candidacy))
        else:
            messages.success(request, f"The mail to {candidacy.contact} is on its way.")
            return _to_candidacy(request, slug, candidacy)
    crumbs = board_crumb(request, candidacy.partnership), candidacy_crumb(request, candidacy)
    context = workspace(request, candidacy.partnership, "recruitment", *crumbs) | {
        "candidacy": candidacy,
        "form": form,
        "gate": outreach_findings(candidacy.partnership),
        "refusal": refusal,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "stakeholders/candidacy_mail.html", context, status=status)


@requires("candidacies.work")
@require_POST
def candidacy_call(request: Any, slug: str, candidacy_id: UUID) -> HttpResponse:
    """Records a call or a visit. Refused while the charter does not stand (B1)."""
    candidacy = candidacy_or_404(partnership_or_404(request, slug), candidacy_id)
    form = CallForm(request.POST)
    if not form.is_valid():
        return candidacy_page(request, candidacy, call_form=form)
    try:
        contact_by_call(candidacy, actor=Actor.of_request(request), **form.cleaned_data)
    except (OutreachClosed, PartnershipClosed) as refusal:
        return candidacy_page(request, candidacy, call_form=form, refusal=refusal)
    except IllegalMove:
        if came_late(request, form, candidacy, moved_words(candidacy)):
            now = candidacy_or_404(candidacy.partnership, candidacy_id)
            return candidacy_page(request, now, call_form=form)
    else:
        messages.success(request, f"{candidacy.organization.name} is contacted.")
    return _to_candidacy(request, slug, candidacy)


def _to_candidacy(request: Any, slug: str, candidacy: Candidacy) -> HttpResponse:
    return redirect("stakeholders:candidacy-detail", request.convener.slug, slug, candidacy.pk)
