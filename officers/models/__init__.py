"""Who is sent: candidates, the enterprises they come from, their registration and appointment."""

from officers.models.appointment import Appointment
from officers.models.document import DocumentNumber, DocumentSeries
from officers.models.officer import Enterprise, Officer
from officers.models.publicity import Objection, Publicity, PublicityEntry
from officers.models.registration import Registration
from officers.models.resources import Resources, ResourcesQuerySet
from officers.models.rules import Batch, Measures

__all__ = [
    "Appointment",
    "Batch",
    "DocumentNumber",
    "DocumentSeries",
    "Enterprise",
    "Measures",
    "Objection",
    "Officer",
    "Publicity",
    "PublicityEntry",
    "Registration",
    "Resources",
    "ResourcesQuerySet",
]
