"""Every address of the product. Apps are named by string; config imports none of them."""

from django.conf import settings
from django.urls import include, path

from config.views.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("accounts/", include("allauth.urls")),
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
