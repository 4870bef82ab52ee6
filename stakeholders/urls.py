"""Addresses of the app."""

from django.urls import URLPattern, URLResolver, include, path

from stakeholders.views import (
    board,
    candidacies,
    contacts,
    interviews,
    moves,
    needs,
    organizations,
    outreach,
    plan,
    profiles,
    prospects,
)

app_name = "stakeholders"

directory: list[URLPattern | URLResolver] = [
    path("", organizations.organization_list, name="organization-list"),
    path("export.csv", organizations.organization_export, name="organization-export"),
    path("new/", organizations.organization_create, name="organization-create"),
    path("<uuid:organization_id>/", organizations.organization_detail, name="organization-detail"),
    path(
        "<uuid:organization_id>/change/",
        organizations.organization_change,
        name="organization-change",
    ),
    path("<uuid:organization_id>/contacts/new/", contacts.contact_create, name="contact-create"),
    path(
        "<uuid:organization_id>/contacts/<uuid:contact_id>/change/",
        contacts.contact_change,
        name="contact-change",
    ),
]
candidacy: list[URLPattern | URLResolver] = [
    path("", candidacies.candidacy_detail, name="candidacy-detail"),
    path("change/", candidacies.candidacy_change, name="candidacy-change"),
    path("mail/", outreach.candidacy_mail, name="candidacy-mail"),
    path("call/", outreach.candidacy_call, name="candidacy-call"),
    path("interview/start/", moves.interview_start, name="interview-start"),
    path("interview/", interviews.interview_score, name="interview-score"),
    path("match/", moves.candidacy_match, name="candidacy-match"),
    path("invite/", moves.candidacy_invite, name="candidacy-invite"),
    path("close/", candidacies.candidacy_close, name="candidacy-close"),
    path("reopen/", moves.candidacy_reopen, name="candidacy-reopen"),
    path("record/", candidacies.selection_record, name="selection-record"),
]
recruitment: list[URLPattern | URLResolver] = [
    path("", board.recruitment_board, name="recruitment-board"),
    path("closed/", board.closed_list, name="closed-list"),
    path("plan/", plan.recruitment_plan, name="recruitment-plan"),
    path("needs/new/", needs.need_create, name="need-create"),
    path("needs/<uuid:need_id>/change/", needs.need_change, name="need-change"),
    path("needs/<uuid:need_id>/meet/", needs.need_meet, name="need-meet"),
    path("needs/<uuid:need_id>/reopen/", needs.need_reopen, name="need-reopen"),
    path("profiles/new/", profiles.profile_create, name="profile-create"),
    path("profiles/<uuid:profile_id>/change/", profiles.profile_change, name="profile-change"),
    path("prospects/new/", prospects.prospect_add, name="prospect-add"),
    path("<uuid:candidacy_id>/", include(candidacy)),
]
urlpatterns = [
    path("c/<slug:convener_slug>/organizations/", include(directory)),
    path("c/<slug:convener_slug>/partnerships/<slug:slug>/recruitment/", include(recruitment)),
    path(
        "c/<slug:convener_slug>/partnerships/<slug:slug>/partners/",
        board.partner_list,
        name="partner-list",
    ),
]
