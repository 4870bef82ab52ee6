"""Addresses of the app in the API."""

from django.urls import path

from stakeholders.api.organizations import OrganizationDetail, OrganizationList

app_name = "stakeholders_api"
urlpatterns = [
    path("organizations/", OrganizationList.as_view(), name="organization-list"),
    path(
        "organizations/<uuid:organization_id>/",
        OrganizationDetail.as_view(),
        name="organization-detail",
    ),
]
