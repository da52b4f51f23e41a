from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from accounts import health
from accounts.views import account, job, roles, town, trail
from accounts.views import calendar as views_calendar
from accounts.views import dictionaries as views_dictionaries
from accounts.views import drafts as views_drafts
from accounts.views import imports as views_imports
from accounts.views import lists as views_lists
from accounts.views import look as views_look
from accounts.views import notices as views_notices
from accounts.views import outbox as views_outbox
from accounts.views import papers as views_papers
from accounts.views import second_factor as views_second_factor
from accounts.views import user as views
from accounts.views.sessions import LogIn, LogOut, login_code

app_name = "accounts"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("accounts/login/", LogIn.as_view(), name="login"),
    path("accounts/login/code/", login_code, name="login_code"),
    path("accounts/logout/", LogOut.as_view(), name="logout"),
    path("i18n/setlang/", login_not_required(set_language), name="set_language"),
    path("look/text-size/", views_look.set_text_size, name="set_text_size"),
    path("account/", account.account, name="account"),
    path("account/password/", account.password_change, name="password_change"),
    path("account/second-factor/", views_second_factor.second_factor, name="second_factor"),
    path("account/second-factor/codes/", views_second_factor.recovery_codes, name="recovery_codes"),
    path(
        "account/second-factor/remove/",
        views_second_factor.second_factor_remove,
        name="second_factor_remove",
    ),
    path("account/visits/<int:pk>/end/", account.visit_end, name="visit_end"),
    path("drafts/", views_drafts.draft_list, name="draft_list"),
    path("drafts/read/", views_drafts.draft_read, name="draft_read"),
    path("drafts/save/", views_drafts.draft_save, name="draft_save"),
    path("drafts/<int:pk>/drop/", views_drafts.draft_drop, name="draft_drop"),
    path("outbox/", views_outbox.outbox_list, name="outbox_list"),
    path("outbox/token/", views_outbox.outbox_token, name="outbox_token"),
    path("notices/", views_notices.notice_list, name="notice_list"),
    path("notices/<int:pk>/open/", views_notices.notice_open, name="notice_open"),
    path("notices/read/", views_notices.notice_read_all, name="notice_read_all"),
    path("system/roles/", roles.role_table, name="role_table"),
    path("system/towns/", town.town_list, name="town_list"),
    path("system/users/", views.user_list, name="user_list"),
    path("system/users/create/", views.user_create, name="user_create"),
    path("system/users/<int:pk>/", views.user_update, name="user_update"),
    path(
        "system/users/<int:pk>/reset-password/",
        views.user_reset_password,
        name="user_reset_password",
    ),
    path("system/users/<int:pk>/unlock/", views.user_unlock, name="user_unlock"),
    path(
        "system/users/<int:pk>/reset-second-factor/",
        views_second_factor.user_reset_second_factor,
        name="user_reset_second_factor",
    ),
    path("system/calendar/", views_calendar.calendar, name="calendar"),
    path("system/calendar/day/", views_calendar.calendar_day, name="calendar_day"),
    path("system/calendar/load/", views_calendar.calendar_load, name="calendar_load"),
    path("system/dictionaries/", views_dictionaries.dictionary_list, name="dictionary_list"),
    path(
        "system/dictionaries/<slug:dictionary>/add/",
        views_dictionaries.dictionary_add,
        name="dictionary_add",
    ),
    path(
        "system/dictionaries/<slug:dictionary>/<int:pk>/",
        views_dictionaries.dictionary_update,
        name="dictionary_update",
    ),
    path(
        "system/dictionaries/<slug:dictionary>/<int:pk>/retire/",
        views_dictionaries.dictionary_retire,
        name="dictionary_retire",
    ),
    path(
        "system/dictionaries/<slug:dictionary>/<int:pk>/bring-back/",
        views_dictionaries.dictionary_bring_back,
        name="dictionary_bring_back",
    ),
    path("system/trail/", trail.trail_list, name="trail_list"),
    path("system/trail/verify/", trail.trail_verify, name="trail_verify"),
    path("system/imports/", views_imports.import_list, name="import_list"),
    path("system/imports/<slug:register>/", views_imports.import_create, name="import_create"),
    path(
        "system/imports/<slug:register>/template/",
        views_imports.import_template,
        name="import_template",
    ),
    path(
        "system/imports/<slug:register>/<uuid:pk>/",
        views_imports.import_detail,
        name="import_detail",
    ),
    path(
        "system/imports/<slug:register>/<uuid:pk>/confirm/",
        views_imports.import_confirm,
        name="import_confirm",
    ),
    path(
        "system/imports/<slug:register>/<uuid:pk>/faults/",
        views_imports.import_faults,
        name="import_faults",
    ),
    path("system/papers/", views_papers.paper_list, name="paper_list"),
    path("system/papers/<slug:paper>/", views_papers.paper_template, name="paper_template"),
    path(
        "system/papers/<slug:paper>/template/",
        views_papers.paper_template_file,
        name="paper_template_file",
    ),
    path(
        "system/papers/<slug:paper>/back/",
        views_papers.paper_template_back,
        name="paper_template_back",
    ),
    path("system/papers/<slug:paper>/make/", views_papers.paper_make, name="paper_make"),
    path("papers/<int:pk>/", views_papers.paper_file, name="paper_file"),
    path("account/views/", views_lists.view_list, name="view_list"),
    path("account/views/create/", views_lists.view_create, name="view_create"),
    path("account/views/<int:pk>/", views_lists.view_update, name="view_update"),
    path("account/views/<int:pk>/delete/", views_lists.view_delete, name="view_delete"),
    path("system/exports/", views_lists.export_list, name="export_list"),
    path("system/exports/create/", views_lists.export_create, name="export_create"),
    path("system/exports/<uuid:pk>/", views_lists.export_download, name="export_download"),
    path("system/jobs/", job.job_list, name="job_list"),
    path("system/jobs/<int:pk>/", job.job_detail, name="job_detail"),
    path("system/jobs/<int:pk>/retry/", job.job_retry, name="job_retry"),
]
