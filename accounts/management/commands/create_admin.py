"""Make the first system administrator of an installation."""

import os
import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.actions import user as actions
from accounts.models import User
from accounts.roles import Role

PASSWORD_VARIABLE = "ADMIN_PASSWORD"  # noqa: S105


class Command(BaseCommand):
    """Exit codes: 0 created; 1 refused, with the reasons on stderr; 2 wrong use."""

    help = "Create a system administrator. Prompts for the password unless ADMIN_PASSWORD is set."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--username")
        parser.add_argument("--full-name", dest="full_name")

    def handle(
        self, *_args: Any, username: str | None, full_name: str | None, **_options: Any
    ) -> None:
        username = username or self._ask(_("User name"), "--username")
        full_name = full_name or self._ask(_("Full name"), "--full-name")
        account = User(username=username, full_name=full_name, role=Role.ADMINISTRATOR)
        password = self._password()
        try:
            account.full_clean(exclude=["password"])
            validate_password(password, account)
        except ValidationError as refusal:
            raise CommandError("\n".join(refusal.messages), returncode=1) from refusal
        actions.save_user(account, by=account, password=password)
        self.stdout.write(_("Administrator %s can log in now.") % username)

    def _ask(self, question: str, option: str) -> str:
        if not sys.stdin.isatty():
            raise CommandError(_("%s is missing.") % option, returncode=2)
        return input(f"{question}: ").strip()

    def _password(self) -> str:
        if password := os.environ.get(PASSWORD_VARIABLE):
            return password
        if not sys.stdin.isatty():
            raise CommandError(_("Set ADMIN_PASSWORD, or run this in a terminal."), returncode=2)
        password = getpass(_("Password") + ": ")
        if getpass(_("Password, again") + ": ") != password:
            raise CommandError(_("The two passwords differ."), returncode=1)
        return password
