"""The administrator's back door: accounts and towns, nothing of the programme."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import trail
from accounts.models import Town, User

admin.site.unregister(Group)
admin.site.site_header = admin.site.site_title = _("System administration")


@admin.register(Town)
class TownAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Towns, in their order of print."""

    list_display = ["code", "name", "kind", "county_name", "print_order"]
    list_filter = ["county_name"]
    search_fields = ["code", "name"]


@admin.register(User)
class AccountAdmin(UserAdmin):  # type: ignore[type-arg]
    """Accounts."""

    list_display = ["username", "full_name", "role", "town", "is_active"]
    list_filter = ["role", "is_active"]
    search_fields = ["username", "full_name"]
    fieldsets = [
        (None, {"fields": ["username", "password", "full_name", "role", "town"]}),
        (_("Access"), {"fields": ["is_active", "is_staff", "is_superuser", "last_login"]}),
    ]
    add_fieldsets = [(None, {"fields": ["username", "full_name", "role", "town", "password1", "password2"]})]
    readonly_fields = ["last_login"]
    filter_horizontal = []

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Accounts are shut, never deleted: the trail names them."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: "ModelForm[User]", change: bool) -> None:
        """As on our own pages, every change stands in the trail."""
        super().save_model(request, obj, form, change)
        trail.write("change" if change else "create", obj, by=cast(User, request.user))
