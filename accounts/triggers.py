"""What the database itself refuses."""

from jingyan.triggers import freeze

freeze("accounts_trailentry", message="Trail entries never change.")
