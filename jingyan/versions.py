"""For migrations: the first version of every row that was there before its history was kept."""

from typing import Any

from django.utils import timezone


def keep_first(app: str, *models: str) -> Any:
    """A step that copies the rows of these models into their history unchanged; encrypted values
    stay encrypted.
    """

    def copy(apps: Any, schema_editor: Any) -> None:
        for name in models:
            _copy(
                apps.get_model(app, name),
                apps.get_model(app, f"Historical{name}"),
                schema_editor.connection,
            )

    return copy


def _copy(model: Any, versions: Any, connection: Any) -> None:
    quote = connection.ops.quote_name
    version_columns = {field.column for field in versions._meta.local_concrete_fields}
    columns = ", ".join(
        quote(field.column)
        for field in model._meta.local_concrete_fields
        if field.column in version_columns
    )
    into, source = quote(versions._meta.db_table), quote(model._meta.db_table)
    # Names of our own tables and columns only.
    target = f"{into} ({columns}, history_date, history_type)"
    sql = f"INSERT INTO {target} SELECT {columns}, %s, '+' FROM {source}"  # noqa: S608  # nosec B608
    with connection.cursor() as cursor:
        cursor.execute(sql, [connection.ops.adapt_datetimefield_value(timezone.now())])


def forget(app: str, *models: str) -> Any:
    """The reverse step: first versions without an author are deleted."""

    def empty(apps: Any, schema_editor: Any) -> None:
        for name in models:
            first = apps.get_model(app, f"Historical{name}").objects.filter(
                history_type="+", history_user=None
            )
            first._raw_delete(schema_editor.connection.alias)

    return empty
