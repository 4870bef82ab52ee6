"""Every address of the product. Apps are named by string; config imports none of them."""

import allauth.account.urls
from django.conf import settings
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from config.views.accounts import not_offered
from config.views.api_docs import api_docs
from config.views.health import healthz, readyz

api = [
    path("", include("partnerships.api.urls")),
    path("", include("stakeholders.api.urls")),
    path("", include("agreements.api.urls")),
    path("", include("metrics.api.urls")),
]

#: Nobody signs up, and an address is what an invitation went to: only an operator changes it.
NOT_OFFERED = {"account_signup": "signup/", "account_email": "email/"}
accounts = [
    *(path(route, not_offered, name=name) for name, route in NOT_OFFERED.items()),
    *(one for one in allauth.account.urls.urlpatterns if one.name not in NOT_OFFERED),
    path("2fa/", include("allauth.mfa.urls")),
]
urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("accounts/", include(accounts)),
    path("api/docs/", api_docs, name="api-docs"),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("api/v1/c/<slug:convener_slug>/", include(api)),
    path("", include("partnerships.urls")),
    path("", include("stakeholders.urls")),
    path("", include("agreements.urls")),
    path("", include("metrics.urls")),
]
if settings.DEMO:
    urlpatterns += [
        path("", include("config.urls_demo")),
        path("", include("partnerships.urls_demo")),
    ]

handler400 = "config.views.errors.bad_request"
handler403 = "config.views.errors.permission_denied"
handler404 = "config.views.errors.not_found"
handler500 = "config.views.errors.server_error"
