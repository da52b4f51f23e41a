"""URLs."""

from django.urls import path

from evaluations import views

app_name = "evaluations"
urlpatterns = [
    path("evaluations/", views.evaluation_list, name="evaluation_list"),
    path("evaluations/rounds/", views.round_list, name="round_list"),
    path("evaluations/rounds/create/", views.round_create, name="round_create"),
    path("evaluations/rounds/<int:pk>/", views.round_detail, name="round_detail"),
    path("evaluations/rounds/<int:pk>/approve/", views.round_approve, name="round_approve"),
    path("evaluations/rounds/<int:pk>/publicise/", views.round_publicise, name="round_publicise"),
    path("evaluations/<int:pk>/", views.evaluation_detail, name="evaluation_detail"),
    path("evaluations/<int:pk>/change/", views.evaluation_update, name="evaluation_update"),
    path("evaluations/<int:pk>/score/", views.evaluation_score, name="evaluation_score"),
    path("evaluations/<int:pk>/restart/", views.evaluation_restart, name="evaluation_restart"),
    path("evaluations/<int:pk>/review/", views.evaluation_review, name="evaluation_review"),
    path(
        "evaluations/<int:pk>/send-back/", views.evaluation_send_back, name="evaluation_send_back"
    ),
    path("evaluations/<int:pk>/approve/", views.evaluation_approve, name="evaluation_approve"),
]
