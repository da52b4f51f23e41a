"""The administrator's back door: accounts and towns, nothing of the programme."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import Group
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from accounts import notices, trail
from accounts.models import Town, User
from accounts.sessions import to_our_log_in

admin.site.unregister(Group)
admin.site.login = login_not_required(to_our_log_in)  # type: ignore[method-assign]
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
    readonly_fields = ["last_login"]
    filter_horizontal = []

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Accounts are made on our own page, with a one-time password."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What signs for the system itself is nobody's to change."""
        return super().has_change_permission(request, obj) and not (obj is not None and obj.is_service)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002
        """Likewise."""
        return redirect("accounts:user_update", id)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Accounts are shut, never deleted: the trail names them."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: "ModelForm[User]", change: bool) -> None:
        """As on our own pages, every change stands in the trail."""
        super().save_model(request, obj, form, change)
        notices.forget_after(obj, form.changed_data)
        trail.write("change" if change else "create", obj, by=cast(User, request.user))
