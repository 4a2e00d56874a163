"""The accounts of the staff, with what each may do on the days."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _lazy

from gameday import access
from gameday.admin.columns import column
from gameday.models import StaffDuty

DUTIES = _lazy(
    "A facilitator may do everything. A helper answers teams, gives hints and looks on in terminals. An observer sees the "
    "control room. Staff for whom nothing is said are facilitators."
)


def duty_word(user: User) -> str:
    """What a user may do on the days, in the reader's language; empty for those who are no staff."""
    duty = access.duty_of(user)
    return str(duty.label) if duty else ""


class StaffDutyInline(admin.StackedInline):
    model = StaffDuty
    can_delete = False
    fieldsets = [(None, {"fields": ["duty"], "description": DUTIES})]


admin.site.unregister(User)


@admin.register(User)
class StaffAdmin(UserAdmin):
    list_display = ["username", "first_name", "last_name", "is_staff", "duty"]
    list_select_related = ["staff_duty"]
    inlines = [StaffDutyInline]

    duty = column(_lazy("duty on the days"), duty_word)
