import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('gameday', '0024_staff_duty'),
        ('scoring', '0013_status_updates'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='NeedClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('call', 'calls for help'), ('sandbox', 'broken sandbox'), ('question', 'asks in the chat'), ('stuck', 'stuck')], max_length=12, verbose_name='kind')),
                ('subject', models.BigIntegerField(help_text='The id of the sandbox, the chat line or the incident that it is about.', verbose_name='subject')),
                ('claimed_at', models.DateTimeField(null=True, verbose_name='claimed at')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='closed at')),
                ('closed_score', models.PositiveSmallIntegerField(default=0, help_text='A team that gets more stuck than that is shown again.', verbose_name='score when closed')),
                ('facilitator', models.ForeignKey(help_text='Who has taken it.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='facilitator')),
                ('gameday', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='need_claims', to='gameday.gameday', verbose_name='game day')),
            ],
            options={
                'verbose_name': 'claim of a need',
                'verbose_name_plural': 'claims of needs',
                'constraints': [models.UniqueConstraint(fields=('kind', 'subject'), name='one_claim_a_need'), models.CheckConstraint(condition=models.Q(('kind__in', ('sandbox', 'question', 'stuck'))), name='need_kind_is_seen')],
            },
        ),
        migrations.CreateModel(
            name='PreparedAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=300, verbose_name='text')),
                ('gameday', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='prepared_answers', to='gameday.gameday', verbose_name='game day')),
            ],
            options={
                'verbose_name': 'prepared answer',
                'verbose_name_plural': 'prepared answers',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('gameday', 'text'), name='an_answer_is_prepared_once')],
            },
        ),
    ]
