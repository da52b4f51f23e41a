"""The demonstration's log-ins: printed by `make run`, made by `seed_demo`, never created outside demo mode."""

USERS = ("admin", "staff", "staff2", "liaison", "leader", "officer", "auditor")
PASSWORD = "jingyan-demo-2022"  # noqa: S105
