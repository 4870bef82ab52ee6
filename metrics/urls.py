"""Addresses of the app."""

from django.urls import include, path

from metrics import check_in_urls, indicator_urls

app_name = "metrics"
urlpatterns = [
    path("c/<slug:convener_slug>/partnerships/<slug:slug>/", include(check_in_urls.workspace)),
    path("c/<slug:convener_slug>/", include(check_in_urls.convener_pages)),
    path("c/<slug:convener_slug>/partnerships/<slug:slug>/", include(indicator_urls.workspace)),
    path("c/<slug:convener_slug>/", include(indicator_urls.convener_pages)),
    path("", include(check_in_urls.doors)),
]
