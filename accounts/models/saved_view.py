"""Saved views of lists: filters, order and columns under a name."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.user import User


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: User) -> "SavedViewQuerySet":
        """The user's own views, which are private."""
        return self.filter(user=user)


class SavedView(models.Model):
    """One saved view of a list; the default view replaces the plain list when it is opened."""

    user = models.ForeignKey(User, models.CASCADE, related_name="views", verbose_name=_("user"))
    path = models.CharField(_("List"), max_length=200)
    list_title = models.CharField(_("List"), max_length=100)
    name = models.CharField(pgettext_lazy("saved view", "Name"), max_length=50)
    query = models.CharField(_("conditions"), max_length=2000)
    is_default = models.BooleanField(_("Opens first"), default=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        app_label = "accounts"
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["path", "name"]
        constraints = [
            models.UniqueConstraint(
                name="view_name_once_a_list",
                fields=["user", "path", "name"],
                violation_error_message=_("You already have a view of this list with this name."),
            ),
            models.UniqueConstraint(
                name="view_default_once_a_list",
                fields=["user", "path"],
                condition=Q(is_default=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        """The list as this view shows it."""
        return f"{self.path}?{self.query}&view={self.pk}"
