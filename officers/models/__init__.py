"""Who is sent: candidates, the enterprises they come from, their registration and appointment."""

from officers.models.appointment import Appointment
from officers.models.document import DocumentNumber, DocumentSeries
from officers.models.event import EventFile, ProgrammeEvent
from officers.models.inspection import Inspection
from officers.models.officer import Enterprise, Officer
from officers.models.post import Post
from officers.models.publicity import Objection, Publicity, PublicityEntry
from officers.models.registration import Registration
from officers.models.resources import Resources, ResourcesQuerySet
from officers.models.review import Finding, Phrase, RegistrationFile, Review, ReviewCriterion
from officers.models.rules import Batch, Measures

__all__ = [
    "Appointment",
    "Batch",
    "DocumentNumber",
    "DocumentSeries",
    "Enterprise",
    "EventFile",
    "Finding",
    "Inspection",
    "Measures",
    "Objection",
    "Officer",
    "Phrase",
    "Post",
    "ProgrammeEvent",
    "Publicity",
    "PublicityEntry",
    "Registration",
    "RegistrationFile",
    "Resources",
    "ResourcesQuerySet",
    "Review",
    "ReviewCriterion",
]
