"""A line's kind is a code. Game days in French have written two of them translated: those are mended here.

The ledger refuses every UPDATE, so its trigger rests for these statements, in the migration's own transaction; nobody
else can write to the table meanwhile.
"""

from django.core.management.base import CommandError
from django.db import migrations, models
from django.db.models import OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

KINDS = ["revenue", "objective", "speed", "hint", "adjustment", "reversal", "reset"]

# Every French word for a kind that our catalogue has held -> the kind.
MEANT = {"recettes": "revenue", "contre-passation": "reversal", "objectif": "objective", "indice": "hint"}


def mend(apps, schema_editor):
    Entry = apps.get_model("scoring", "Entry")
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a check that still waits would bar ALTER TABLE
    schema_editor.execute("ALTER TABLE scoring_entry DISABLE TRIGGER scoring_entry_append_only")
    _refuse_unknown(Entry)
    for written, kind in MEANT.items():
        Entry.objects.filter(kind=written).update(kind=kind)
    schema_editor.execute("ALTER TABLE scoring_entry ENABLE TRIGGER scoring_entry_append_only")
    _count_revenue(apps.get_model("scoring", "Standing"), Entry)


def _refuse_unknown(Entry):
    rows = Entry.objects.exclude(kind__in=[*KINDS, *MEANT]).order_by("id")
    unknown = [f"line {pk} of {slug} is “{kind}”" for pk, slug, kind in rows.values_list("id", "gameday__slug", "kind")]
    if unknown:
        named = ", ".join(unknown[:10]) + (f" and {len(unknown) - 10} more" if len(unknown) > 10 else "")
        raise CommandError(
            f"The ledger has lines of a kind that nobody knows: {named}. Nothing was changed. Say in MEANT of "
            f"scoring/migrations/0004_entry_kind_is_a_code.py which of {', '.join(KINDS)} each of them is, and migrate again."
        )


def _count_revenue(Standing, Entry):
    """As scoring.ledger.standings does: fares, less the fares that were taken back."""
    fares = Entry.objects.filter(Q(kind="revenue") | Q(reverses__kind="revenue"), team=OuterRef("team"))
    total = fares.order_by().values("team").annotate(total=Sum("points")).values("total")
    Standing.objects.update(revenue=Coalesce(Subquery(total), 0))


class Migration(migrations.Migration):

    dependencies = [("scoring", "0003_tick")]

    operations = [
        migrations.RunPython(mend, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="entry",
            name="kind",
            field=models.CharField(choices=[('revenue', 'revenue'), ('objective', 'objective'), ('speed', 'speed bonus'), ('hint', 'hint'), ('adjustment', 'adjustment'), ('reversal', 'reversal'), ('reset', 'reset to known-good')], max_length=20, verbose_name='kind'),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(condition=Q(kind__in=KINDS), name="an_entry_is_of_a_known_kind"),
        ),
    ]
