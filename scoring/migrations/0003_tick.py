"""A tick is claimed by inserting its row."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("gameday", "0001_initial"),
        ("scoring", "0002_append_only_ledger"),
    ]

    operations = [
        migrations.CreateModel(
            name="Tick",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.BigIntegerField(help_text="Whole ticks of game time since the start.")),
                ("at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(help_text="When the last team of this tick was paid.", null=True)),
                ("gameday", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="ticks", to="gameday.gameday")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("gameday", "number"), name="a_tick_is_claimed_once")],
            },
        ),
    ]
