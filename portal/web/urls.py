from django.urls import path

from portal.web import views

urlpatterns = [
    path("", views.home, name="home"),
    path("info/", views.page_list, name="page_list"),
    path("info/<slug:slug>/", views.page_detail, name="page_detail"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
]
