"""Addresses of the wiring that exist in the demo only."""

from django.urls import path

from config.views.styleguide import styleguide, styleguide_page

urlpatterns = [
    path("styleguide/", styleguide, name="styleguide"),
    path("styleguide/<slug:name>/", styleguide_page, name="styleguide-page"),
]
