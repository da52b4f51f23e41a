"""Words of Django and other packages that lack a Chinese message, or whose message isn't in the
words of the office.

Nothing reads this module but `python -m jingyan.messages`: our catalogue goes before those of the
packages.
"""

from django.utils.translation import gettext_noop, ngettext_lazy

# Faults that every form may print.
gettext_noop("This field is required.")
gettext_noop("Enter a valid value.")
gettext_noop("Enter a valid date.")
gettext_noop("Enter a whole number.")
gettext_noop("Select a valid choice. That choice is not one of the available choices.")
gettext_noop("Select a valid choice. %(value)s is not one of the available choices.")
gettext_noop("Ensure this value is greater than or equal to %(limit_value)s.")
gettext_noop("Ensure this value is less than or equal to %(limit_value)s.")
gettext_noop("%(model_name)s with this %(field_label)s already exists.")
gettext_noop("The submitted file is empty.")
ngettext_lazy(
    "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
    "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
    "limit_value",
)
ngettext_lazy(
    "Ensure that there are no more than %(max)s digit in total.",
    "Ensure that there are no more than %(max)s digits in total.",
    "max",
)
ngettext_lazy(
    "Ensure that there are no more than %(max)s decimal place.",
    "Ensure that there are no more than %(max)s decimal places.",
    "max",
)

# Log-in and passwords.
gettext_noop(
    "Please enter a correct %(username)s and password. Note that both fields may be case-sensitive."
)
gettext_noop("A user with that username already exists.")
gettext_noop("This account is inactive.")
gettext_noop("This password is too common.")
gettext_noop("This password is entirely numeric.")
gettext_noop("The password is too similar to the %(verbose_name)s.")
ngettext_lazy(
    "This password is too short. It must contain at least %d character.",
    "This password is too short. It must contain at least %d characters.",
    "min_length",
)

# django-filter.
gettext_noop("Range query expects two values.")
gettext_noop("Unknown")
