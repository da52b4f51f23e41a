"""Field history: every version of a tracked record, kept beside it by django-simple-history and
never changed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID, uuid4

from django.apps import apps
from django.db import connection, models, transaction
from django.utils import timezone
from simple_history.models import HistoricalRecords

if TYPE_CHECKING:
    from accounts.models.user import User

M = TypeVar("M", bound=models.Model)
BATCH = 500
# What `note` says of each version, in this order, beside the row itself.
_WRITTEN = ("history_date", "history_type", "history_user", "history_change_reason", "act_id")

_acting: ContextVar[tuple["User | None", str]] = ContextVar("acting", default=(None, ""))
_act_id: ContextVar[UUID | None] = ContextVar("act_id", default=None)


@contextmanager
def one_act() -> Iterator[None]:
    """All versions and trail entries written in this block, or decorated function, share an act id:
    a request, a job.
    """
    token = _act_id.set(uuid4())
    try:
        yield
    finally:
        _act_id.reset(token)


def current_act_id() -> UUID | None:
    """The id of the act under way; None outside `one_act`, as in commands."""
    return _act_id.get()


@contextmanager
def acting(by: "User | None", reason: str = "") -> Iterator[None]:
    """Inside this block, versions name `by` as their author rather than the user of the request.
    `reason` names an act that covers many records.
    """
    before = _acting.set((by, reason))
    try:
        yield
    finally:
        _acting.reset(before)


def who(request: Any = None, **_: Any) -> "User | None":
    """The author of changes made now: the user that `acting` names, else that of the request."""
    by, _reason = _acting.get()
    user: User | None = by or getattr(request, "user", None)
    return user


class History(HistoricalRecords):
    """Keeps every version of a model's rows. Encrypted fields stay encrypted; blind indexes and
    constant fields are left out.

    `restricted` maps fields to the permission that reading their versions requires, `units` maps
    amounts to their units. Rows that belong to another record appear in its history: `part_of` is
    the path to it ("entry__publicity"), `called` the field that names the row there.
    """

    def __init__(
        self,
        *,
        without: Sequence[str] = (),
        restricted: Mapping[str, str] | None = None,
        units: Mapping[str, str] | None = None,
        part_of: str = "",
        called: str = "",
    ) -> None:
        self.restricted, self.units = dict(restricted or {}), dict(units or {})
        self.part_of, self.called = part_of, called
        key = models.BigAutoField(primary_key=True)
        super().__init__(excluded_fields=list(without), get_user=who, history_id_field=key)

    def copy_fields(self, model: type[models.Model]) -> dict[str, Any]:
        """The model's fields, indexed only by their record and by the record it is a part of, since
        versions are looked up by nothing else.
        """
        fields: dict[str, Any] = super().copy_fields(model)
        for name, field in fields.items():
            field.db_index = name in (model._meta.pk.name, self.part_of.split("__")[0])
        return fields

    def get_extra_fields(self, model: type[models.Model], fields: Any) -> dict[str, Any]:
        """Also the id of the act, which the trail entry of the act shares."""
        extra: dict[str, Any] = super().get_extra_fields(model, fields)
        act_id = models.UUIDField(null=True, editable=False, default=current_act_id)
        return extra | {"act_id": act_id}

    def get_change_reason_for_object(
        self, instance: models.Model, history_type: str, using: str | None
    ) -> str | None:
        """The act that `acting` names, if any."""
        return _acting.get()[1] or None

    def _get_history_user_fields(self) -> dict[str, Any]:
        fields: dict[str, Any] = super()._get_history_user_fields()
        fields["history_user"].remote_field.on_delete = models.PROTECT
        fields["history_user"].db_index = False
        return fields

    def finalize(self, sender: Any, **kwargs: Any) -> None:
        """Also make this History available as `model._meta.history`."""
        super().finalize(sender, **kwargs)
        if sender is self.cls:
            sender._meta.history = self


def kept(model: type[models.Model]) -> History | None:
    """The History of a model; None if its versions are not kept."""
    return getattr(model._meta, "history", None)


@cache
def parts_of(model: type[models.Model]) -> list[type[models.Model]]:
    """The models whose rows appear in the history of a record of `model`."""
    ways = (
        (part, history.part_of)
        for part in apps.get_models()
        if (history := kept(part)) and history.part_of
    )
    return [part for part, way in ways if _end_of(part, way) is model]


def _end_of(model: Any, way: str) -> Any:
    for name in way.split("__"):
        model = model._meta.get_field(name).related_model
    return model


def versions_of(model: Any) -> Any:
    """The model that holds the versions of `model`, which must be tracked."""
    return model.history.model


def note(model: type[models.Model], keys: Sequence[Any], *, created: bool) -> None:
    """Store a version of the current state of rows that were written in bulk; does nothing if their
    model is not tracked.

    The database copies the rows itself, so that encrypted values stay encrypted. Raises ValueError
    if a key is None.
    """
    if not kept(model):
        return
    if None in keys:
        raise ValueError(f"{model._meta.label}: a version needs the key of its row.")
    sql = _copying(model)
    by, reason = _acting.get()
    user: Any = by or versions_of(model).get_default_history_user(model())
    act_id = versions_of(model)._meta.get_field("act_id")
    values = [
        _moment(timezone.now()),
        "+" if created else "~",
        user.pk if user else None,
        reason or None,
        act_id.get_db_prep_value(current_act_id(), connection),
    ]
    with connection.cursor() as cursor:
        for start in range(0, len(keys), BATCH):
            some = [
                model._meta.pk.get_db_prep_value(key, connection)
                for key in keys[start : start + BATCH]
            ]
            cursor.execute(f"{sql} ({', '.join(['%s'] * len(some))})", [*values, *some])


def _moment(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)


def _copying(model: type[models.Model]) -> str:
    """The SQL that copies rows of a model to its versions, up to the list of their keys."""
    versions = versions_of(model)
    key: Any = model._meta.pk
    name = connection.ops.quote_name
    kept_fields = [
        (versions._meta.get_field(field.name).column, field.column)
        for field in versions.tracked_fields
    ]
    targets = [
        *(versions._meta.get_field(field).column for field in _WRITTEN),
        *(target for target, _source in kept_fields),
    ]
    # Names of our own tables and columns.
    return (
        f"INSERT INTO {name(versions._meta.db_table)} ({', '.join(map(name, targets))}) "  # noqa: S608  # nosec B608
        f"SELECT %s, %s, %s, %s, %s, {', '.join(name(source) for _target, source in kept_fields)} "
        f"FROM {name(model._meta.db_table)} WHERE {name(key.column)} IN"
    )


class RecordedQuerySet(models.QuerySet[M]):
    """Keeps versions of rows that Django's bulk methods write, which don't call `save`."""

    def bulk_create(self, objs: Iterable[M], *args: Any, **options: Any) -> list[M]:
        """As Django's, with the first version of each row."""
        with transaction.atomic(using=self.db, savepoint=False):
            rows = super().bulk_create(objs, *args, **options)
            note(self.model, [row.pk for row in rows], created=True)
        return rows

    def bulk_update(
        self, objs: Iterable[M], fields: Iterable[str], batch_size: int | None = None
    ) -> int:
        """As Django's, with a version of each row."""
        rows = list(objs)
        with transaction.atomic(using=self.db, savepoint=False):
            count = models.QuerySet[M, M](self.model, using=self.db).bulk_update(
                rows, fields, batch_size
            )
            note(self.model, [row.pk for row in rows], created=False)
        return count

    def update(self, **values: Any) -> int:
        """As Django's, with a version of each row."""
        if not kept(self.model):
            return super().update(**values)
        with transaction.atomic(using=self.db, savepoint=False):
            keys = list(self.order_by().values_list("pk", flat=True))
            count = super().update(**values)
            note(self.model, keys, created=False)
        return count
