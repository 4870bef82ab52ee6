"""Addresses of the app in the API."""

from django.urls import path

from agreements.api.agreements import AgreementDetail, AgreementList

app_name = "agreements_api"
urlpatterns = [
    path("agreements/", AgreementList.as_view(), name="agreement-list"),
    path("agreements/<uuid:agreement_id>/", AgreementDetail.as_view(), name="agreement-detail"),
]
