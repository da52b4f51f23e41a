"""Who is sent: candidates, the enterprises they come from, their registration and appointment."""

from officers.models.appointment import Appointment
from officers.models.officer import Enterprise, Officer
from officers.models.registration import Registration
from officers.models.rules import Batch, Measures

__all__ = ["Appointment", "Batch", "Enterprise", "Measures", "Officer", "Registration"]
