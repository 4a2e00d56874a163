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
                ("number", models.BigIntegerField(help_text='Whole ticks of game time since the start.', verbose_name='number')),
                ("at", models.DateTimeField(verbose_name='at')),
                ("settled_at", models.DateTimeField(help_text='When the last team of this tick was paid.', null=True, verbose_name='settled at')),
                ("gameday", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ticks', to='gameday.gameday', verbose_name='game day')),
            ],
            options={
                'verbose_name': 'tick',
                'verbose_name_plural': 'ticks',
                'constraints': [models.UniqueConstraint(fields=("gameday", "number"), name="a_tick_is_claimed_once")],
            },
        ),
    ]
