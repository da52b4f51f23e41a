"""URLs: full paths, since the project includes every app at its root."""

from django.urls import path

from villages.views import board, demand, title, village, year

app_name = "villages"
urlpatterns = [
    path("villages/", village.village_list, name="village_list"),
    path("villages/<int:pk>/", village.village_detail, name="village_detail"),
    path("villages/<int:pk>/change/", village.village_update, name="village_update"),
    path("villages/years/", year.year_list, name="year_list"),
    path("villages/years/create/", year.year_create, name="year_create"),
    path("villages/years/<int:pk>/change/", year.year_update, name="year_update"),
    path("villages/demands/", demand.demand_list, name="demand_list"),
    path("villages/demands/create/", demand.demand_create, name="demand_create"),
    path("villages/demands/board/", board.demand_board, name="demand_board"),
    path("villages/demands/resurvey/", demand.demand_resurvey, name="demand_resurvey"),
    path("villages/demands/proofs/<int:pk>/", demand.proof_download, name="proof_download"),
    path("villages/demands/<int:pk>/", demand.demand_detail, name="demand_detail"),
    path("villages/demands/<int:pk>/change/", demand.demand_update, name="demand_update"),
    path("villages/demands/<int:pk>/take-up/", demand.demand_take_up, name="demand_take_up"),
    path("villages/demands/<int:pk>/start/", demand.demand_start, name="demand_start"),
    path("villages/demands/<int:pk>/meet/", demand.demand_meet, name="demand_meet"),
    path("villages/demands/<int:pk>/reopen/", demand.demand_reopen, name="demand_reopen"),
    path("villages/demands/<int:pk>/set-aside/", demand.demand_set_aside, name="demand_set_aside"),
    path("villages/titles/", title.title_list, name="title_list"),
    path("villages/titles/create/", title.title_create, name="title_create"),
    path("villages/titles/<int:pk>/change/", title.title_update, name="title_update"),
]
