"""The tables of an app's first release as one step of a migration."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class Together(Operation):
    """New models, and what is added to them, taken as one: each table is created in its last shape.

    Applied one at a time, each makes Django render all models related to the changed one again,
    which here is most of them: for the first release's 120 tables, nearly all of the time.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, *steps: CreateModel | AddField | AddConstraint | AddIndex) -> None:
        self.steps = steps
        self.names = [step.name for step in steps if isinstance(step, CreateModel)]

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """All models at once: the rendered ones are dropped, to be rendered when next needed."""
        vars(state).pop("apps", None)
        for step in self.steps:
            step.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,
        to_state: Any,
    ) -> None:
        for name in self.names:
            model = to_state.apps.get_model(app_label, name)
            if self.allow_migrate_model(schema_editor.connection.alias, model):
                schema_editor.create_model(model)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,
        to_state: Any,
    ) -> None:
        """Drop them, the last one first."""
        for name in reversed(self.names):
            model = from_state.apps.get_model(app_label, name)
            if self.allow_migrate_model(schema_editor.connection.alias, model):
                schema_editor.delete_model(model)

    def describe(self) -> str:
        """The line in the output of `migrate --plan`."""
        return f"Create models {', '.join(self.names)}"
