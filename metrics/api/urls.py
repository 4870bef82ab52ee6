"""Addresses of the app in the API."""

from django.urls import path

from metrics.api.indicators import IndicatorDetail, IndicatorList
from metrics.api.observations import ObservationCorrection, ObservationList

app_name = "metrics_api"
urlpatterns = [
    path("indicators/", IndicatorList.as_view(), name="indicator-list"),
    path("indicators/<slug:code>/", IndicatorDetail.as_view(), name="indicator-detail"),
    path(
        "partnerships/<slug:slug>/observations/",
        ObservationList.as_view(),
        name="observation-list",
    ),
    path(
        "partnerships/<slug:slug>/observations/<uuid:observation_id>/corrections/",
        ObservationCorrection.as_view(),
        name="observation-correct",
    ),
]
