"""Root URLs: every app by name, so that the project package imports none of them."""

from django.urls import include, path

handler400 = "jingyan.error_pages.bad_request"
handler403 = "jingyan.error_pages.forbidden"
handler404 = "jingyan.error_pages.not_found"
handler500 = "jingyan.error_pages.server_error"
urlpatterns = [
    path("", include("reports.urls")),
    path("", include("evaluations.urls")),
    path("", include("pairings.urls")),
    path("", include("officers.urls")),
    path("", include("villages.urls")),
    path("", include("accounts.urls")),
]
