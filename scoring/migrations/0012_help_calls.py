import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('gameday', '0019_help_verb'),
        ('scoring', '0011_awards_and_ceremony'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HelpCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(blank=True, help_text="A line for each sentence, the caller's first.", verbose_name='text')),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('coming', 'somebody is coming'), ('answered', 'answered'), ('closed', 'closed without words'), ('taken_back', 'taken back'), ('lapsed', 'over with the day')], db_index=True, default='waiting', max_length=12, verbose_name='state')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('claimed_at', models.DateTimeField(null=True, verbose_name='claimed at')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended at')),
                ('facilitator', models.ForeignKey(help_text='Who is coming, or has answered.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='facilitator')),
                ('incident', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='help_calls', to='gameday.incident', verbose_name='incident')),
                ('player', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='help_calls', to='gameday.player', verbose_name='player')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='help_calls', to='gameday.team', verbose_name='team')),
            ],
            options={
                'verbose_name': 'call for help',
                'verbose_name_plural': 'calls for help',
                'ordering': ['at', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('waiting', 'coming'))), fields=('team',), name='a_team_has_one_unanswered_call_for_help'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'coming', 'answered', 'closed', 'taken_back', 'lapsed'])), name='help_call_state_is_known')],
            },
        ),
    ]
