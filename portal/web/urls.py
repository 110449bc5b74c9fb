from django.urls import path

from portal.web.views import announcements, barriers, pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("info/", pages.page_list, name="page_list"),
    path("info/<slug:slug>/", pages.page_detail, name="page_detail"),
    path("announcements/", announcements.announcement_list, name="announcement_list"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("accessibility/report/", barriers.barrier_report, name="barrier_report"),
    path("accessibility/report/<slug:secret>/", barriers.barrier_detail, name="barrier_detail"),
    path("privacy/", pages.privacy, name="privacy"),
]
