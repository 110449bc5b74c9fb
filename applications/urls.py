"""Addresses of what anybody may read about cases."""

from django.urls import path

from applications.views import members, organisations, procedures
from applications.views.cases import (
    booking,
    claiming,
    detail,
    documents,
    feed,
    feed_address,
    files,
    finding,
    history,
    listing,
    lost,
    messages,
    people,
    preferences,
    printed,
    reminders,
    shared,
    sharing,
    uploads,
)
from applications.views.clients import asking, exported
from applications.views.clients import listing as clients
from applications.views.clients import visits as client_visits

urlpatterns = [
    path("cases/", listing.case_list, name="case_list"),
    path("cases/<int:pk>/", detail.case_detail, name="case_detail"),
    path("cases/<int:pk>/history/", history.case_history, name="case_history"),
    path("cases/<int:pk>/print/", printed.case_print, name="case_print"),
    path("case/", finding.case_find, name="case_find"),
    path("case/status/", finding.case_status, name="case_status"),
    path("case/leaving/", finding.case_leave, name="case_leave"),
    path("case/code/", lost.code_lost, name="code_lost"),
    path("case/code/asked/", lost.code_asked, name="code_asked"),
    path("case/code/<int:pk>/<slug:token>/", lost.code_opened, name="code_opened"),
    path("cases/add/", claiming.case_claim, name="case_claim"),
    path("cases/<int:pk>/codes/", sharing.share_list, name="share_list"),
    path("cases/<int:pk>/codes/<int:number>/revocation/", sharing.share_revoke, name="share_revoke"),
    path("shared/", shared.share_find, name="share_find"),
    path("cases/messages/", preferences.case_preferences, name="case_preferences"),
    path("cases/<int:pk>/reminders/", reminders.case_reminders, name="case_reminders"),
    path("case-calendar/<slug:token>/", feed.case_feed, name="case_feed"),
    path("cases/calendar/", feed_address.feed_detail, name="feed_detail"),
    path("cases/<int:pk>/documents/", documents.case_documents, name="case_documents"),
    path("cases/<int:pk>/documents/<int:number>/", uploads.document_upload, name="document_upload"),
    path("cases/<int:pk>/files/<uuid:key>/", files.file_detail, name="file_detail"),
    path("cases/<int:pk>/files/<uuid:key>/withdrawal/", files.file_withdraw, name="file_withdraw"),
    path("cases/<int:pk>/messages/", messages.case_messages, name="case_messages"),
    path("cases/<int:pk>/visit/", booking.case_book, name="case_book"),
    path("cases/<int:pk>/people/", people.mandate_list, name="mandate_list"),
    path("cases/<int:pk>/people/<int:number>/revocation/", people.mandate_revoke, name="mandate_revoke"),
    path("clients/", clients.client_list, name="client_list"),
    path("clients/add/", asking.mandate_ask, name="mandate_ask"),
    path("clients/export/", exported.client_export, name="client_export"),
    path("clients/visits/", client_visits.client_visits, name="client_visits"),
    path("clients/visits/<int:pk>/", client_visits.client_visit, name="client_visit"),
    path("organisations/", organisations.organisation_list, name="organisation_list"),
    path("organisations/new/", organisations.organisation_create, name="organisation_create"),
    path("organisations/<int:pk>/", organisations.organisation_detail, name="organisation_detail"),
    path(
        "organisations/<int:pk>/members/<int:member>/acceptance/", members.member_accept, name="member_accept"
    ),
    path("organisations/<int:pk>/members/<int:member>/removal/", members.member_remove, name="member_remove"),
    path(
        "organisations/<int:pk>/members/<int:member>/manager/", members.member_promote, name="member_promote"
    ),
    path("procedures/", procedures.procedure_list, name="procedure_list"),
    path("procedures/<slug:code>/", procedures.procedure_detail, name="procedure_detail"),
]
