"""Addresses of what anybody may read about cases."""

from django.urls import path

from applications.views import procedures
from applications.views.cases import booking, feed, messages, preferences, reminders

urlpatterns = [
    path("cases/messages/", preferences.case_preferences, name="case_preferences"),
    path("cases/<int:pk>/reminders/", reminders.case_reminders, name="case_reminders"),
    path("case-calendar/<slug:token>/", feed.case_feed, name="case_feed"),
    path("cases/calendar/", feed.feed_detail, name="feed_detail"),
    path("cases/<int:pk>/messages/", messages.case_messages, name="case_messages"),
    path("cases/<int:pk>/visit/", booking.case_book, name="case_book"),
    path("procedures/", procedures.procedure_list, name="procedure_list"),
    path("procedures/<slug:code>/", procedures.procedure_detail, name="procedure_detail"),
]
