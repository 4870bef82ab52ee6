"""Addresses of the app."""

from django.urls import URLPattern, URLResolver, include, path

from partnerships.views import (
    charter,
    delegations,
    doors,
    history,
    invitations,
    partnerships,
    people,
    today,
    tokens,
)

app_name = "partnerships"

workspace: list[URLPattern | URLResolver] = [
    path("", partnerships.partnership_detail, name="partnership-detail"),
    path("change/", partnerships.partnership_change, name="partnership-change"),
    path("close/", partnerships.partnership_close, name="partnership-close"),
    path("move/<slug:verb>/", partnerships.partnership_move, name="partnership-move"),
    path("charter/", charter.charter, name="charter"),
    path("charter/override/", charter.outreach_override, name="outreach-override"),
    path("charter/<slug:kind>/write/", charter.charter_write, name="charter-write"),
    path("charter/<slug:kind>/<int:version>/", charter.charter_version, name="charter-version"),
    path(
        "charter/<slug:kind>/<int:version>/approve/",
        charter.charter_approve,
        name="charter-approve",
    ),
    path("delegations/", delegations.delegation_list, name="delegation-list"),
    path("delegations/new/", delegations.delegation_create, name="delegation-create"),
    path(
        "delegations/<uuid:delegation_id>/end/", delegations.delegation_end, name="delegation-end"
    ),
    path(
        "delegations/invitations/<uuid:invitation_id>/resend/",
        invitations.delegation_invitation_resend,
        name="delegation-invitation-resend",
    ),
    path(
        "delegations/invitations/<uuid:invitation_id>/revoke/",
        invitations.delegation_invitation_revoke,
        name="delegation-invitation-revoke",
    ),
    path("history/", history.history, name="history"),
]
settings_pages: list[URLPattern | URLResolver] = [
    path("", people.settings_index, name="settings"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.person_invite, name="person-invite"),
    path("people/<uuid:membership_id>/", people.person_change, name="person-change"),
    path("people/<uuid:membership_id>/end/", people.person_end, name="person-end"),
    path(
        "invitations/<uuid:invitation_id>/resend/",
        invitations.invitation_resend,
        name="invitation-resend",
    ),
    path(
        "invitations/<uuid:invitation_id>/revoke/",
        invitations.invitation_revoke,
        name="invitation-revoke",
    ),
    path("tokens/", tokens.token_list, name="token-list"),
    path("tokens/new/", tokens.token_create, name="token-create"),
    path("tokens/<uuid:token_id>/", tokens.token_made, name="token-made"),
    path("tokens/<uuid:token_id>/revoke/", tokens.token_revoke, name="token-revoke"),
    path("messages/", history.message_list, name="message-list"),
    path("messages/<uuid:message_id>/retry/", history.message_retry, name="message-retry"),
]
convener_pages: list[URLPattern | URLResolver] = [
    path("", today.today, name="today"),
    path("partnerships/", partnerships.partnership_list, name="partnership-list"),
    path("partnerships/new/", partnerships.partnership_create, name="partnership-create"),
    path("partnerships/<slug:slug>/", include(workspace)),
    path("settings/", include(settings_pages)),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("", today.home, name="home"),
    path("c/<slug:convener_slug>/", include(convener_pages)),
    path("join/<str:token>/", doors.join, name="join"),
    path("link/<str:token>/fresh/", doors.link_fresh, name="link-fresh"),
    path("<slug:door>/<str:token>/mail/", doors.mail_preference, name="mail-preference"),
]
