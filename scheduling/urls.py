"""Addresses of hours and visits: nouns, with what changes things only by POST."""

from django.urls import path

from scheduling.views import (
    bookings,
    codes,
    confirmation,
    contact,
    details,
    finding,
    holds,
    moves,
    own,
    reminders,
    services,
    times,
)

urlpatterns = [
    path("visits/", services.service_list, name="service_list"),
    path("visits/hold/", holds.hold_extend, name="hold_extend"),
    path("visits/hold/return/", holds.hold_give_back, name="hold_give_back"),
    path("visits/details/", details.hold_details, name="hold_details"),
    path("visits/check/", details.hold_check, name="hold_check"),
    path("visits/confirmation/", confirmation.confirmation_create, name="confirmation_create"),
    path("visits/code/", codes.code_detail, name="code_detail"),
    path("visits/code/mail/", codes.code_create, name="code_create"),
    path("visits/find/", finding.access_create, name="access_create"),
    path("visits/find/code/", finding.access_detail, name="access_detail"),
    path("visits/find/code/mail/", finding.access_renew, name="access_renew"),
    path("visits/mine/", own.own_list, name="own_list"),
    path("visits/mine/claim/", own.claim_create, name="claim_create"),
    path("visits/mine/claim/code/", own.claim_detail, name="claim_detail"),
    path("visits/mine/claim/code/mail/", own.claim_renew, name="claim_renew"),
    path("visits/booked/<slug:token>/", bookings.booking_detail, name="booking_detail"),
    path("visits/booked/<slug:token>/calendar/", bookings.booking_calendar, name="booking_calendar"),
    path("visits/booked/<slug:token>/cancellation/", bookings.booking_cancel, name="booking_cancel"),
    path("visits/reminders/<int:pk>/<slug:token>/", reminders.reminders_stop, name="reminders_stop"),
    path("visits/booked/<slug:token>/move/", moves.move_create, name="move_create"),
    path("visits/booked/<slug:token>/move/times/", moves.move_month, name="move_month"),
    path("visits/booked/<slug:token>/move/times/<str:on>/", moves.move_day, name="move_day"),
    path("visits/<slug:office>/<slug:code>/", services.service_detail, name="service_detail"),
    path("visits/<slug:office>/<slug:code>/times/", times.month_detail, name="month_detail"),
    path("visits/<slug:office>/<slug:code>/times/<str:on>/", times.day_detail, name="day_detail"),
    path("visits/<slug:office>/<slug:code>/holds/", holds.hold_create, name="hold_create"),
    path("contact/", contact.contact, name="contact"),
]
