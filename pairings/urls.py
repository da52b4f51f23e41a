"""URLs."""

from django.urls import path

from pairings import views
from pairings.views import departure

app_name = "pairings"
urlpatterns = [
    path("pairings/", views.pairing_list, name="pairing_list"),
    path("pairings/create/", views.pairing_create, name="pairing_create"),
    path("pairings/<int:pk>/", views.pairing_detail, name="pairing_detail"),
    path("pairings/<int:pk>/approve/", views.pairing_approve, name="pairing_approve"),
    path("pairings/<int:pk>/reject/", views.pairing_reject, name="pairing_reject"),
    path("pairings/<int:pk>/end/", views.pairing_end, name="pairing_end"),
    path("pairings/matrix/", views.match_matrix, name="match_matrix"),
    path("pairings/matrix/propose/", views.match_propose, name="match_propose"),
    path("pairings/needs/", views.need_list, name="need_list"),
    path("pairings/needs/<int:pk>/", views.need_detail, name="need_detail"),
    path("pairings/needs/choose/", views.need_choose, name="need_choose"),
    path("pairings/needs/frozen/", views.ranking_list, name="ranking_list"),
    path("pairings/needs/frozen/<int:pk>/", views.ranking_detail, name="ranking_detail"),
    path("officers/appointments/<int:pk>/resign/", departure.appointment_resign, name="appointment_resign"),
    path("officers/appointments/<int:pk>/dismiss/", departure.appointment_dismiss, name="appointment_dismiss"),
    path("officers/appointments/<int:pk>/end-early/", departure.appointment_end_early, name="appointment_end_early"),
    path("meetings/", views.meeting_list, name="meeting_list"),
    path("meetings/create/", views.meeting_create, name="meeting_create"),
    path("meetings/skip/", views.meeting_skip_quarter, name="meeting_skip_quarter"),
    path("meetings/<int:pk>/", views.meeting_detail, name="meeting_detail"),
    path("meetings/<int:pk>/announce/", views.meeting_announce, name="meeting_announce"),
    path("meetings/<int:pk>/hold/", views.meeting_hold, name="meeting_hold"),
    path("meetings/<int:pk>/skip/", views.meeting_skip, name="meeting_skip"),
    path("meetings/<int:pk>/close/", views.meeting_close, name="meeting_close"),
    path("pairings/contributions/", views.contribution_list, name="contribution_list"),
    path("pairings/contributions/create/", views.contribution_create, name="contribution_create"),
    path("pairings/contributions/verify-chosen/", views.contribution_verify_chosen, name="contribution_verify_chosen"),
    path(
        "pairings/contributions/confirm-chosen/", views.contribution_confirm_chosen, name="contribution_confirm_chosen"
    ),
    path("pairings/contributions/<int:pk>/", views.contribution_detail, name="contribution_detail"),
    path("pairings/contributions/<int:pk>/change/", views.contribution_update, name="contribution_update"),
    path("pairings/contributions/<int:pk>/attach/", views.contribution_attach, name="contribution_attach"),
    path("pairings/contributions/<int:pk>/verify/", views.contribution_verify, name="contribution_verify"),
    path("pairings/contributions/<int:pk>/confirm/", views.contribution_confirm, name="contribution_confirm"),
    path(
        "pairings/contributions/<int:pk>/confirm-without-town/",
        views.contribution_confirm_without_town,
        name="contribution_confirm_without_town",
    ),
    path("pairings/contributions/<int:pk>/send-back/", views.contribution_send_back, name="contribution_send_back"),
    path(
        "pairings/contributions/<int:pk>/report-again/",
        views.contribution_report_again,
        name="contribution_report_again",
    ),
    path("pairings/contributions/<int:pk>/withdraw/", views.contribution_withdraw, name="contribution_withdraw"),
    path("pairings/evidence/<int:pk>/", views.evidence_download, name="evidence_download"),
]
