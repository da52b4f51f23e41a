"""`LazyText` is what `gettext_lazy` returns: text that is translated when it is shown."""

from django.utils.functional import Promise as LazyText

__all__ = ["LazyText"]
