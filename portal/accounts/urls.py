from django.urls import URLPattern, URLResolver, path

from portal.accounts import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.account_detail, name="account_detail"),
]
