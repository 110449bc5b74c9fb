"""Addresses that carriers call: without a language, because no person reads them."""

from django.urls import URLPattern, path

from portal.notifications import views

urlpatterns: list[URLPattern] = [path("reports/", views.report_create, name="report_create")]
