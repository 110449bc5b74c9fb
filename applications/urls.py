"""Addresses of what anybody may read about cases."""

from django.urls import path

from applications.views import procedures

urlpatterns = [
    path("procedures/", procedures.procedure_list, name="procedure_list"),
    path("procedures/<slug:code>/", procedures.procedure_detail, name="procedure_detail"),
]
