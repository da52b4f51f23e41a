"""URLs: full paths, since the project includes every app at its root."""

from django.urls import path

from officers.views import appointment, enterprise, find, officer, registration

app_name = "officers"
urlpatterns = [
    path("officers/", officer.officer_list, name="officer_list"),
    path("officers/find/", find.officer_find, name="officer_find"),
    path("officers/<int:pk>/", officer.officer_detail, name="officer_detail"),
    path("officers/<int:pk>/register-again/", officer.officer_register_again, name="officer_register_again"),
    path("officers/<int:pk>/reveal/", officer.officer_reveal, name="officer_reveal"),
    path("officers/registrations/", registration.registration_list, name="registration_list"),
    path("officers/registrations/create/", registration.registration_create, name="registration_create"),
    path("officers/registrations/<int:pk>/", registration.registration_detail, name="registration_detail"),
    path("officers/registrations/<int:pk>/change/", registration.registration_update, name="registration_update"),
    path("officers/registrations/<int:pk>/submit/", registration.registration_submit, name="registration_submit"),
    path("officers/registrations/<int:pk>/recall/", registration.registration_recall, name="registration_recall"),
    path(
        "officers/registrations/<int:pk>/pass/", registration.registration_pass_review, name="registration_pass_review"
    ),
    path("officers/registrations/<int:pk>/return/", registration.registration_send_back, name="registration_send_back"),
    path(
        "officers/registrations/<int:pk>/turn-down/", registration.registration_turn_down, name="registration_turn_down"
    ),
    path("officers/registrations/<int:pk>/reserve/", registration.registration_reserve, name="registration_reserve"),
    path("officers/registrations/<int:pk>/withdraw/", registration.registration_withdraw, name="registration_withdraw"),
    path("officers/registrations/<int:pk>/propose/", registration.registration_propose, name="registration_propose"),
    path("officers/appointments/", appointment.appointment_list, name="appointment_list"),
    path("officers/appointments/letters/", appointment.appointment_letters, name="appointment_letters"),
    path("officers/appointments/<int:pk>/", appointment.appointment_detail, name="appointment_detail"),
    path("officers/appointments/<int:pk>/approve/", appointment.appointment_approve, name="appointment_approve"),
    path("officers/appointments/<int:pk>/reject/", appointment.appointment_reject, name="appointment_reject"),
    path("officers/appointments/<int:pk>/suspend/", appointment.appointment_suspend, name="appointment_suspend"),
    path("officers/appointments/<int:pk>/resume/", appointment.appointment_resume, name="appointment_resume"),
    path("officers/enterprises/", enterprise.enterprise_list, name="enterprise_list"),
    path("officers/enterprises/create/", enterprise.enterprise_create, name="enterprise_create"),
    path("officers/enterprises/lookup/", enterprise.enterprise_lookup, name="enterprise_lookup"),
    path("officers/enterprises/<int:pk>/", enterprise.enterprise_detail, name="enterprise_detail"),
    path("officers/enterprises/<int:pk>/change/", enterprise.enterprise_update, name="enterprise_update"),
]
