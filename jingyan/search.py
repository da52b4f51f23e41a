"""Columns that a quick search looks into: stored pinyin, and trigram indexes where the database has
them.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.utils import DatabaseError

from jingyan.pinyin import LONGEST, searchable

if TYPE_CHECKING:
    _CharField = models.CharField[str, str]
else:
    _CharField = models.CharField


class PinyinField(_CharField):
    """The pinyin of the field `of` of the same model; a `person`'s name begins with a surname.

    `save` and `bulk_create` fill it. `bulk_update` doesn't: call `refresh` first, and name this
    field too.
    """

    def __init__(self, *args: Any, of: str = "", person: bool = False, **kwargs: Any) -> None:
        self.of, self.person = of, person
        options: Any = {"max_length": LONGEST, "editable": False, "default": ""} | kwargs
        super().__init__(*args, **options)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """As every field, with the name of what it reads."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"of": self.of, "person": self.person}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """The pinyin of the name as it is now."""
        value = searchable(str(getattr(model_instance, self.of)), person=self.person)
        setattr(model_instance, self.attname, value)
        return value


class NamedModel(models.Model):
    """A model with a `PinyinField`: who saves the name alone saves its pinyin with it."""

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        if update_fields is not None:
            update_fields = {*update_fields, *_following(type(self), update_fields)}
        super().save(*args, update_fields=update_fields, **kwargs)


def _following(model: type[models.Model], names: Iterable[str]) -> list[str]:
    sources = set(names)
    return [field.name for field in _pinyin_of(model) if field.of in sources]


def _pinyin_of(model: type[models.Model]) -> list[PinyinField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, PinyinField)]


def refresh(record: models.Model) -> None:
    """Bring the pinyin of `record` in step with its names."""
    for field in _pinyin_of(type(record)):
        field.pre_save(record, add=False)


def fill(model: type[models.Model]) -> None:
    """Fill the pinyin of all stored rows, for a migration that adds the column."""
    fields = _pinyin_of(model)
    rows = list(model._base_manager.only("pk", *(field.of for field in fields)))
    for row in rows:
        refresh(row)
    model._base_manager.bulk_update(rows, [field.name for field in fields], batch_size=500)


class TrigramIndexes(Operation):
    """Indexes for `icontains` over columns of one table, on a PostgreSQL that has pg_trgm or lets
    us add it.

    Elsewhere a search reads the rows: slower, with the same result.
    """

    reversible = True

    def __init__(self, table: str, columns: Iterable[str]) -> None:
        self.table, self.columns = table, tuple(columns)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models know nothing of it."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,
        to_state: Any,
    ) -> None:
        """Create the indexes that aren't there."""
        if _has_trigrams(schema_editor):
            for column in self.columns:
                # Django's icontains is UPPER(column) LIKE UPPER(word).
                schema_editor.execute(
                    f"CREATE INDEX IF NOT EXISTS {self._name(column)} ON {self.table} "
                    f"USING gin (upper({column}) gin_trgm_ops)"
                )

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,
        to_state: Any,
    ) -> None:
        if schema_editor.connection.vendor == "postgresql":
            for column in self.columns:
                schema_editor.execute(f"DROP INDEX IF EXISTS {self._name(column)}")

    def describe(self) -> str:
        """The line in the output of `migrate --plan`."""
        return f"Trigram indexes over {', '.join(self.columns)} of {self.table}"

    def _name(self, column: str) -> str:
        return f"{self.table}_{column}_trgm"


def _has_trigrams(schema_editor: BaseDatabaseSchemaEditor) -> bool:
    """Whether the extension is there, after a try to add it: that needs a right that not every
    owner has.
    """
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        try:
            cursor.execute("SAVEPOINT trigrams")
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        except DatabaseError:
            cursor.execute("ROLLBACK TO SAVEPOINT trigrams")
        cursor.execute("SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'")
        return bool(cursor.fetchone()[0])
