import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('gameday', '0022_messages_and_webhooks'),
        ('scoring', '0012_help_calls'),
    ]

    operations = [
        migrations.CreateModel(
            name='StatusUpdate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=2000, verbose_name='text')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('verdict', models.CharField(choices=[('waiting', 'waiting'), ('accepted', 'accepted'), ('declined', 'not enough')], db_index=True, default='waiting', max_length=10, verbose_name='verdict')),
                ('word', models.CharField(blank=True, help_text='What the boss says about it.', max_length=300, verbose_name='word')),
                ('judged_by', models.CharField(blank=True, max_length=180, verbose_name='judged by')),
                ('judged_at', models.DateTimeField(null=True, verbose_name='judged at')),
                ('objective', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='updates', to='scoring.objective', verbose_name='objective')),
                ('player', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='status_updates', to='gameday.player', verbose_name='player')),
            ],
            options={
                'verbose_name': 'status update',
                'verbose_name_plural': 'status updates',
                'ordering': ['at', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('verdict', 'waiting')), fields=('objective',), name='one_status_update_waits_for_its_verdict'), models.CheckConstraint(condition=models.Q(('verdict__in', ['waiting', 'accepted', 'declined'])), name='status_update_verdict_is_known')],
            },
        ),
    ]
