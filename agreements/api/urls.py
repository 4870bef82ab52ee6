"""Addresses of the app in the API."""

from django.urls import path

from agreements.api.agreements import AgreementDetail, AgreementList
from agreements.api.responsibilities import ResponsibilityDetail, ResponsibilityList

app_name = "agreements_api"
urlpatterns = [
    path("agreements/", AgreementList.as_view(), name="agreement-list"),
    path("agreements/<uuid:agreement_id>/", AgreementDetail.as_view(), name="agreement-detail"),
    path(
        "agreements/<uuid:agreement_id>/responsibilities/",
        ResponsibilityList.as_view(),
        name="responsibility-list",
    ),
    path(
        "agreements/<uuid:agreement_id>/responsibilities/<uuid:responsibility_id>/",
        ResponsibilityDetail.as_view(),
        name="responsibility-detail",
    ),
]
