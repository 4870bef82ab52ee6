"""Addresses of measures, reports, sharing and the network."""

from django.urls import path

from metrics.views import dashboard, indicators, measures, network, reports, sharing

#: Under a partnership's address.
workspace = [
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("dashboard.csv", dashboard.dashboard_csv, name="dashboard-csv"),
    path("charts/<slug:key>.svg", dashboard.chart_image, name="chart-image"),
    path("measures/<uuid:indicator_id>/", measures.measure_detail, name="measure-detail"),
    path(
        "measures/<uuid:indicator_id>/figures/new/",
        measures.observation_create,
        name="observation-create",
    ),
    path("measures/<uuid:indicator_id>/target/", measures.target_set, name="target-set"),
    path(
        "figures/<uuid:observation_id>/correct/",
        measures.observation_correct,
        name="observation-correct",
    ),
    path("reports/", reports.report_create, name="report-create"),
    path("reports/<uuid:report_id>/", reports.report_detail, name="report-detail"),
    path("reports/<uuid:report_id>/file/", reports.report_file, name="report-file"),
    path("reports/<uuid:report_id>/retry/", reports.report_retry, name="report-retry"),
]

#: Under a convener's address.
convener_pages = [
    path("settings/measures/", indicators.indicator_list, name="indicator-list"),
    path("settings/measures/new/", indicators.indicator_create, name="indicator-create"),
    path(
        "settings/measures/<uuid:indicator_id>/",
        indicators.indicator_change,
        name="indicator-change",
    ),
    path("settings/periods/new/", indicators.period_create, name="period-create"),
    path("settings/sharing/", sharing.sharing, name="sharing"),
    path("settings/sharing/<uuid:agency_id>/share/", sharing.sharing_grant, name="sharing-grant"),
    path("settings/sharing/<uuid:grant_id>/stop/", sharing.sharing_revoke, name="sharing-revoke"),
    path("network/", network.network, name="network"),
    path("network.csv", network.network_csv, name="network-csv"),
]
