"""The product's URLs, and beside them Django admin's own list of the same rows: the yardstick."""

from django.contrib import admin
from django.urls import include, path

from pairings.models import Contribution


class Ledger(admin.ModelAdmin):
    """The columns of our own ledger, in Django admin's way."""

    list_display = ["ref", "title", "officer", "village", "carrier", "happened_on", "state"]
    list_filter = ["state", "carrier"]
    list_select_related = ["officer", "village"]
    search_fields = ["ref", "title"]
    list_per_page = 25
    date_hierarchy = None


yardstick = admin.AdminSite(name="yardstick")
yardstick.register(Contribution, Ledger)

urlpatterns = [path("yardstick/", yardstick.urls), path("", include("jingyan.urls"))]
