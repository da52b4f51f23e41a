"""URLs."""

from django.urls import path

from reports.views import issue as views
from reports.views import versions as views_versions

app_name = "reports"
urlpatterns = [
    path("", views.home, name="home"),
    path("system/versions/", views_versions.version_list, name="version_list"),
    path("reports/", views.dashboard, name="dashboard"),
    path("reports/checks/", views.check_list, name="check_list"),
    path("reports/issues/", views.issue_list, name="issue_list"),
    path("reports/issues/create/", views.issue_create, name="issue_create"),
    path("reports/issues/<int:pk>/", views.issue_detail, name="issue_detail"),
    path("reports/issues/<int:pk>/files/<str:file_format>/", views.issue_file, name="issue_file"),
    path("reports/issues/<int:pk>/approve/", views.issue_approve, name="issue_approve"),
    path("reports/issues/<int:pk>/publish/", views.issue_publish, name="issue_publish"),
    path("reports/issues/<int:pk>/withdraw/", views.issue_withdraw, name="issue_withdraw"),
    path("reports/issues/figures/<int:pk>/", views.figure_detail, name="figure_detail"),
]
