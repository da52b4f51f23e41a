"""What the database itself refuses."""

from jingyan.triggers import freeze, refuse

freeze("accounts_trailentry", message="Trail entries never change.")
refuse(
    "accounts_trailhead_forward",
    table="accounts_trailhead",
    event="UPDATE",
    condition="NEW.number <= OLD.number",
    message="The trail only grows.",
)
refuse(
    "accounts_trailhead_stays",
    table="accounts_trailhead",
    event="DELETE",
    condition="1 = 1",
    message="The trail only grows.",
)
