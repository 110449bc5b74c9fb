"""Addresses of what anybody may read about cases."""

from django.urls import path

from applications.views import procedures
from applications.views.cases import (
    booking,
    claiming,
    detail,
    feed,
    finding,
    history,
    listing,
    messages,
    preferences,
    printed,
    reminders,
    shared,
    sharing,
)

urlpatterns = [
    path("cases/", listing.case_list, name="case_list"),
    path("cases/<int:pk>/", detail.case_detail, name="case_detail"),
    path("cases/<int:pk>/history/", history.case_history, name="case_history"),
    path("cases/<int:pk>/print/", printed.case_print, name="case_print"),
    path("case/", finding.case_find, name="case_find"),
    path("case/status/", finding.case_status, name="case_status"),
    path("case/leaving/", finding.case_leave, name="case_leave"),
    path("cases/add/", claiming.case_claim, name="case_claim"),
    path("cases/<int:pk>/codes/", sharing.share_list, name="share_list"),
    path("cases/<int:pk>/codes/<int:number>/revocation/", sharing.share_revoke, name="share_revoke"),
    path("shared/", shared.share_find, name="share_find"),
    path("cases/messages/", preferences.case_preferences, name="case_preferences"),
    path("cases/<int:pk>/reminders/", reminders.case_reminders, name="case_reminders"),
    path("case-calendar/<slug:token>/", feed.case_feed, name="case_feed"),
    path("cases/calendar/", feed.feed_detail, name="feed_detail"),
    path("cases/<int:pk>/messages/", messages.case_messages, name="case_messages"),
    path("cases/<int:pk>/visit/", booking.case_book, name="case_book"),
    path("procedures/", procedures.procedure_list, name="procedure_list"),
    path("procedures/<slug:code>/", procedures.procedure_detail, name="procedure_detail"),
]
