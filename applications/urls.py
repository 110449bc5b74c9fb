"""Addresses of what anybody may read about cases."""

from django.urls import path

from applications.views import procedures
from applications.views.cases import booking, feed, messages

urlpatterns = [
    path("case-calendar/<slug:token>/", feed.case_feed, name="case_feed"),
    path("cases/calendar/", feed.feed_detail, name="feed_detail"),
    path("cases/<int:pk>/messages/", messages.case_messages, name="case_messages"),
    path("cases/<int:pk>/visit/", booking.case_book, name="case_book"),
    path("procedures/", procedures.procedure_list, name="procedure_list"),
    path("procedures/<slug:code>/", procedures.procedure_detail, name="procedure_detail"),
]
