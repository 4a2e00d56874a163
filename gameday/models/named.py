"""Columns that hold what somebody is called. What a name may be stands in gameday/names.py."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday import names


class NameField(models.CharField):
    """One line that people write: forms check it and save it cleaned, with `longest` characters as a reader counts them."""

    def __init__(self, *args: Any, longest: int = names.LONGEST_NAME, **kwargs: Any) -> None:
        self.longest = longest
        super().__init__(*args, **{"max_length": longest * names.CODE_POINTS_A_CHARACTER} | kwargs)

    def deconstruct(self) -> Any:
        """A plain CharField to migrations: the table knows nothing of the rule."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        """Without a length of its own, which would count code points: clean() says what is too long."""
        return super().formfield(**{"max_length": None} | kwargs)

    def clean(self, value: Any, model_instance: models.Model | None) -> str:
        """The name as it is saved. Raises ValidationError."""
        if self.blank and not (value or "").strip():
            return ""
        try:
            return names.clean_name(value or "", self.longest)
        except names.ImpossibleName as impossible:
            raise ValidationError(str(impossible)) from None


class NameKeyField(models.CharField):
    """What the row's `name` has in common with every other way to write it. It writes itself, in bulk_create() too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": names.LONGEST_KEY, "editable": False, "blank": True} | kwargs)

    def deconstruct(self) -> Any:
        """A plain CharField to migrations."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """The key of the name that is being saved."""
        key = names.name_key(model_instance.name)  # type: ignore[attr-defined]
        setattr(model_instance, self.attname, key)
        return key


class Named(models.Model):
    """A row whose name stands once in its game day, however it is written. Each model has the constraints of its table."""

    name = NameField(_lazy("name"))
    name_key = NameKeyField(_lazy("name, however it is written"))

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new name brings its key along."""
        columns = kwargs.get("update_fields")
        if columns is not None and "name" in columns:
            kwargs["update_fields"] = {*columns, "name_key"}
        super().save(*args, **kwargs)


def once_a_gameday(noun: str, among: models.Q | None = None) -> list[models.BaseConstraint]:
    """The constraints of a table of Named rows of a game day: each name once (`among` these), and none that nobody sees."""
    return [
        models.UniqueConstraint(fields=["gameday", "name_key"], condition=among, name=f"{noun}_name_once_a_gameday"),
        models.CheckConstraint(condition=~models.Q(name_key=""), name=f"{noun}_name_can_be_seen"),
    ]
