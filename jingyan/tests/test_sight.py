"""No view reaches rows except through `visible_to`."""

import ast
from pathlib import Path

from django.apps import apps
from django.conf import settings

SHORTCUTS = {"get_object_or_404", "get_list_or_404"}
MANAGERS = {"objects", "_default_manager", "_base_manager"}


def views():
    """The view modules of our apps."""
    for config in apps.get_app_configs():
        path = Path(config.path)
        if path.parent == settings.BASE_DIR:
            yield from path.glob("views*.py")
            yield from path.glob("views/**/*.py")


def leaks(source):
    """Each way into a table that isn't `visible_to`, with its line."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute):
            if node.value.attr in MANAGERS and node.attr != "visible_to":
                found.append(f"{node.lineno} .{node.value.attr}.{node.attr}")
        elif isinstance(node, ast.Call) and _takes_a_whole_table(node):
            found.append(f"{node.lineno} {ast.unparse(node.func)}({ast.unparse(node.args[0])})")
    return sorted(found)


def _takes_a_whole_table(call):
    if not (isinstance(call.func, ast.Name) and call.func.id in SHORTCUTS):
        return False
    name = ast.unparse(call.args[0]).rpartition(".")[2]
    # A model is written with a capital; a name in small letters holds a queryset that was made before.
    return isinstance(call.args[0], ast.Name | ast.Attribute) and (
        name[0].isupper() or name in MANAGERS
    )


def test_views_see_only_what_is_visible():
    found = {str(path.relative_to(settings.BASE_DIR)): leaks(path.read_text()) for path in views()}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_the_eye_is_open():
    source = """
get_object_or_404(Village, pk=1)
get_object_or_404(models.Village, pk=1)
Village.objects.all()
models.Village._base_manager.get(pk=1)
get_object_or_404(Village.objects, pk=1)
get_object_or_404(Village.objects.visible_to(user), pk=1)
get_object_or_404(rows, pk=1)
"""
    assert leaks(source) == [
        "2 get_object_or_404(Village)",
        "3 get_object_or_404(models.Village)",
        "4 .objects.all",
        "5 ._base_manager.get",
        "6 get_object_or_404(Village.objects)",
    ]


def test_there_are_views_to_look_at():
    assert len(list(views())) >= 1
