"""URLs: full paths, since the project includes every app at its root."""

from django.urls import path

from officers.views import (
    appointment,
    chosen,
    criterion,
    document,
    enterprise,
    event,
    find,
    measures,
    officer,
    post,
    proposals,
    publicity,
    registration,
    resources,
    review,
)

app_name = "officers"
urlpatterns = [
    path("officers/", officer.officer_list, name="officer_list"),
    path("officers/find/", find.officer_find, name="officer_find"),
    path("officers/<int:pk>/", officer.officer_detail, name="officer_detail"),
    path(
        "officers/<int:pk>/register-again/",
        officer.officer_register_again,
        name="officer_register_again",
    ),
    path("officers/<int:pk>/resources/", resources.officer_resources, name="officer_resources"),
    path("officers/<int:pk>/posts/create/", post.post_create, name="post_create"),
    path("officers/posts/<int:pk>/change/", post.post_update, name="post_update"),
    path("officers/id-number/", post.id_number_read, name="id_number_read"),
    path("officers/<int:pk>/reveal/", officer.officer_reveal, name="officer_reveal"),
    path("officers/registrations/", registration.registration_list, name="registration_list"),
    path(
        "officers/registrations/create/",
        registration.registration_create,
        name="registration_create",
    ),
    path(
        "officers/registrations/<int:pk>/",
        registration.registration_detail,
        name="registration_detail",
    ),
    path(
        "officers/registrations/<int:pk>/change/",
        registration.registration_update,
        name="registration_update",
    ),
    path(
        "officers/registrations/<int:pk>/submit/",
        registration.registration_submit,
        name="registration_submit",
    ),
    path(
        "officers/registrations/<int:pk>/recall/",
        registration.registration_recall,
        name="registration_recall",
    ),
    path(
        "officers/registrations/submit-chosen/",
        chosen.registration_submit_chosen,
        name="registration_submit_chosen",
    ),
    path(
        "officers/registrations/pass-chosen/",
        review.registration_pass_chosen,
        name="registration_pass_chosen",
    ),
    path(
        "officers/registrations/<int:pk>/pass/",
        review.registration_pass_review,
        name="registration_pass_review",
    ),
    path(
        "officers/registrations/<int:pk>/return/",
        review.registration_send_back,
        name="registration_send_back",
    ),
    path(
        "officers/registrations/<int:pk>/turn-down/",
        review.registration_turn_down,
        name="registration_turn_down",
    ),
    path(
        "officers/registrations/<int:pk>/attach/",
        review.registration_attach,
        name="registration_attach",
    ),
    path(
        "officers/registrations/<int:pk>/inspect/",
        review.registration_inspect,
        name="registration_inspect",
    ),
    path(
        "officers/registration-files/<int:pk>/",
        review.registration_file_download,
        name="registration_file_download",
    ),
    path(
        "officers/registration-files/<int:pk>/remove/",
        review.registration_file_remove,
        name="registration_file_remove",
    ),
    path(
        "officers/inspections/<int:pk>/report/",
        review.inspection_download,
        name="inspection_download",
    ),
    path("officers/phrases/", criterion.phrase_list, name="phrase_list"),
    path("officers/phrases/create/", criterion.phrase_create, name="phrase_create"),
    path("officers/phrases/<int:pk>/change/", criterion.phrase_update, name="phrase_update"),
    path("officers/phrases/<int:pk>/remove/", criterion.phrase_remove, name="phrase_remove"),
    path("officers/events/", event.event_list, name="event_list"),
    path("officers/events/create/", event.event_create, name="event_create"),
    path("officers/events/<int:pk>/", event.event_detail, name="event_detail"),
    path("officers/events/<int:pk>/change/", event.event_update, name="event_update"),
    path("officers/event-files/<int:pk>/", event.event_file_download, name="event_file_download"),
    path(
        "officers/event-files/<int:pk>/remove/", event.event_file_remove, name="event_file_remove"
    ),
    path("system/criteria/", criterion.criterion_list, name="criterion_list"),
    path("system/criteria/create/", criterion.criterion_create, name="criterion_create"),
    path("system/criteria/<int:pk>/change/", criterion.criterion_update, name="criterion_update"),
    path(
        "officers/registrations/<int:pk>/reserve/",
        registration.registration_reserve,
        name="registration_reserve",
    ),
    path(
        "officers/registrations/<int:pk>/withdraw/",
        registration.registration_withdraw,
        name="registration_withdraw",
    ),
    path(
        "officers/registrations/<int:pk>/propose/",
        registration.registration_propose,
        name="registration_propose",
    ),
    path(
        "officers/registrations/<int:pk>/disqualify/",
        registration.registration_disqualify,
        name="registration_disqualify",
    ),
    path("officers/publicities/", publicity.publicity_list, name="publicity_list"),
    path("officers/publicities/create/", publicity.publicity_create, name="publicity_create"),
    path("officers/publicities/<int:pk>/", publicity.publicity_detail, name="publicity_detail"),
    path("officers/publicities/<int:pk>/start/", publicity.publicity_start, name="publicity_start"),
    path("officers/publicities/<int:pk>/close/", publicity.publicity_close, name="publicity_close"),
    path(
        "officers/publicities/<int:pk>/withdraw/",
        publicity.publicity_withdraw,
        name="publicity_withdraw",
    ),
    path(
        "officers/publicities/<int:pk>/object/", publicity.objection_create, name="objection_create"
    ),
    path("publicity/<slug:token>/", publicity.publicity_notice, name="publicity_notice"),
    path("officers/objections/", publicity.objection_list, name="objection_list"),
    path("officers/objections/<int:pk>/", publicity.objection_detail, name="objection_detail"),
    path(
        "officers/objections/<int:pk>/dismiss/",
        publicity.objection_dismiss,
        name="objection_dismiss",
    ),
    path(
        "officers/objections/<int:pk>/uphold/", publicity.objection_uphold, name="objection_uphold"
    ),
    path("officers/publicities/choose/", chosen.publicity_choose, name="publicity_choose"),
    path(
        "officers/appointments/propose-chosen/",
        chosen.appointment_propose_chosen,
        name="appointment_propose_chosen",
    ),
    path(
        "officers/appointments/approve-chosen/",
        chosen.appointment_approve_chosen,
        name="appointment_approve_chosen",
    ),
    path(
        "officers/appointments/renew-chosen/",
        chosen.appointment_renew_chosen,
        name="appointment_renew_chosen",
    ),
    path(
        "officers/appointments/letters-chosen/",
        chosen.appointment_letters_chosen,
        name="appointment_letters_chosen",
    ),
    path(
        "officers/appointments/letters-chosen/pdf/",
        chosen.appointment_letters_chosen_pdf,
        name="appointment_letters_chosen_pdf",
    ),
    path(
        "officers/appointments/propose/",
        proposals.appointment_propose_many,
        name="appointment_propose_many",
    ),
    path(
        "officers/appointments/approve/",
        proposals.appointment_approve_many,
        name="appointment_approve_many",
    ),
    path(
        "officers/appointments/renew/",
        proposals.appointment_renew_many,
        name="appointment_renew_many",
    ),
    path("officers/documents/", document.document_number_list, name="document_number_list"),
    path(
        "officers/documents/create/", document.document_number_create, name="document_number_create"
    ),
    path(
        "officers/documents/<int:pk>/",
        document.document_number_detail,
        name="document_number_detail",
    ),
    path(
        "officers/documents/<int:pk>/void/",
        document.document_number_void,
        name="document_number_void",
    ),
    path("system/measures/", measures.measures_list, name="measures_list"),
    path("system/measures/create/", measures.measures_create, name="measures_create"),
    path("system/measures/<int:pk>/", measures.measures_detail, name="measures_detail"),
    path("system/measures/<int:pk>/change/", measures.measures_update, name="measures_update"),
    path("officers/appointments/", appointment.appointment_list, name="appointment_list"),
    path(
        "officers/appointments/letters/",
        appointment.appointment_letters,
        name="appointment_letters",
    ),
    path(
        "officers/appointments/<int:pk>/", appointment.appointment_detail, name="appointment_detail"
    ),
    path(
        "officers/appointments/<int:pk>/approve/",
        appointment.appointment_approve,
        name="appointment_approve",
    ),
    path(
        "officers/appointments/<int:pk>/reject/",
        appointment.appointment_reject,
        name="appointment_reject",
    ),
    path(
        "officers/appointments/<int:pk>/suspend/",
        appointment.appointment_suspend,
        name="appointment_suspend",
    ),
    path(
        "officers/appointments/<int:pk>/resume/",
        appointment.appointment_resume,
        name="appointment_resume",
    ),
    path("officers/enterprises/", enterprise.enterprise_list, name="enterprise_list"),
    path("officers/enterprises/create/", enterprise.enterprise_create, name="enterprise_create"),
    path("officers/enterprises/lookup/", enterprise.enterprise_lookup, name="enterprise_lookup"),
    path("officers/enterprises/<int:pk>/", enterprise.enterprise_detail, name="enterprise_detail"),
    path(
        "officers/enterprises/<int:pk>/change/",
        enterprise.enterprise_update,
        name="enterprise_update",
    ),
]
