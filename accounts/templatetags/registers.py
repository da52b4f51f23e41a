"""Template tags for registers: `{% load registers %}`."""

from django import template
from django.template.context import Context
from django.urls import reverse

from accounts.registers import REGISTERS

register = template.Library()


@register.simple_tag(takes_context=True)
def import_url(context: Context, name: str) -> str:
    """The URL of the import of register `name`; "" if the user's role may not import it."""
    user = context["request"].user
    return (
        reverse("accounts:import_create", args=[name])
        if user.may(REGISTERS[name].permission)
        else ""
    )
