"""The people who use the system, the towns they see, what they did, and the work that runs behind
the pages.
"""

from accounts.models.authored import CHANGED_BY, Authored, with_changes_by
from accounts.models.calendar import CalendarDay
from accounts.models.dictionary import (
    AbstractEntry,
    DictionaryEntry,
    DictionaryField,
    DictionaryLabels,
    dictionaries_remembered,
)
from accounts.models.draft import Draft
from accounts.models.evidence import EvidenceFile
from accounts.models.export_file import ExportFile
from accounts.models.history import (
    History,
    RecordedQuerySet,
    acting,
    kept,
    one_act,
    parts_of,
    versions_of,
)
from accounts.models.job import Heartbeat, Job, JobQuerySet
from accounts.models.log_in_failure import LogInFailure
from accounts.models.notice import Notice
from accounts.models.paper import PAPERS_KEPT_FOR, PaperFile, PaperTemplate
from accounts.models.saved_view import SavedView
from accounts.models.second_factor import RecoveryCode, SecondFactor
from accounts.models.sheet_file import SheetFile
from accounts.models.sight import SightQuerySet, in_effect
from accounts.models.town import Town
from accounts.models.trail import TECHNICAL_TARGETS, TrailEntry, TrailHead
from accounts.models.user import User, UserManager
from accounts.models.visit import Visit

__all__ = [
    "CHANGED_BY",
    "PAPERS_KEPT_FOR",
    "TECHNICAL_TARGETS",
    "AbstractEntry",
    "Authored",
    "CalendarDay",
    "DictionaryEntry",
    "DictionaryField",
    "DictionaryLabels",
    "Draft",
    "EvidenceFile",
    "ExportFile",
    "Heartbeat",
    "History",
    "Job",
    "JobQuerySet",
    "LogInFailure",
    "Notice",
    "PaperFile",
    "PaperTemplate",
    "RecordedQuerySet",
    "RecoveryCode",
    "SavedView",
    "SecondFactor",
    "SheetFile",
    "SightQuerySet",
    "Town",
    "TrailEntry",
    "TrailHead",
    "User",
    "UserManager",
    "Visit",
    "acting",
    "dictionaries_remembered",
    "in_effect",
    "kept",
    "one_act",
    "parts_of",
    "versions_of",
    "with_changes_by",
]
