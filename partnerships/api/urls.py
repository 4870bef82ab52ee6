"""Addresses of the app in the API."""

from django.urls import path

from partnerships.api.partnerships import PartnershipDetail, PartnershipList

app_name = "partnerships_api"
urlpatterns = [
    path("partnerships/", PartnershipList.as_view(), name="partnership-list"),
    path("partnerships/<slug:slug>/", PartnershipDetail.as_view(), name="partnership-detail"),
]
