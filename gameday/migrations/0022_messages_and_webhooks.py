import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('gameday', '0021_host_invitation'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ScheduledMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seat', models.CharField(blank=True, choices=[('dev', 'Dev'), ('ops', 'Ops')], help_text='Only for those on this seat.', max_length=3, verbose_name='seat')),
                ('text', models.TextField(max_length=2000, verbose_name='text')),
                ('made_at', models.DateTimeField(verbose_name='written at')),
                ('send_at', models.DateTimeField(blank=True, null=True, verbose_name='send at')),
                ('send_after', models.DurationField(blank=True, help_text='Game time after the start.', null=True, verbose_name='send after')),
                ('sent_at', models.DateTimeField(db_index=True, editable=False, null=True, verbose_name='sent at')),
            ],
            options={
                'verbose_name': 'scheduled message',
                'verbose_name_plural': 'scheduled messages',
                'ordering': ['send_at', 'send_after', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Webhook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=180, verbose_name='name')),
                ('kind', models.CharField(choices=[('json', 'JSON'), ('slack', 'Slack'), ('mattermost', 'Mattermost'), ('discord', 'Discord')], default='json', max_length=12, verbose_name='kind')),
                ('url', models.URLField(max_length=1000, verbose_name='address')),
                ('secret', models.CharField(editable=False, max_length=100, verbose_name='secret')),
                ('events', models.JSONField(default=list, verbose_name='events')),
                ('enabled', models.BooleanField(default=True, verbose_name='enabled')),
                ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='made at')),
            ],
            options={
                'verbose_name': 'webhook',
                'verbose_name_plural': 'webhooks',
                'ordering': ['name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='WebhookDelivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.CharField(max_length=20, verbose_name='event')),
                ('body', models.JSONField(verbose_name='body')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('sent', 'sent'), ('given_up', 'given up')], default='waiting', max_length=10, verbose_name='state')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('next_at', models.DateTimeField(db_index=True, verbose_name='next attempt at')),
                ('held_until', models.DateTimeField(help_text='A worker is sending it; if that dies, another one may then.', null=True, verbose_name='held until')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended at')),
                ('answer', models.CharField(blank=True, max_length=300, verbose_name='answer')),
            ],
            options={
                'verbose_name': 'webhook delivery',
                'verbose_name_plural': 'webhook deliveries',
                'ordering': ['-made_at', '-id'],
            },
        ),
        migrations.AddField(
            model_name='activity',
            name='by',
            field=models.CharField(blank=True, help_text='The facilitator who did it; empty for players and for Gameday itself.', max_length=180, verbose_name='by'),
        ),
        migrations.AddField(
            model_name='message',
            name='seat',
            field=models.CharField(blank=True, choices=[('dev', 'Dev'), ('ops', 'Ops')], help_text='Only for those on this seat.', max_length=3, verbose_name='seat'),
        ),
        migrations.AlterField(
            model_name='activity',
            name='verb',
            field=models.CharField(choices=[('launched', 'launched'), ('ready', 'ready'), ('started', 'started'), ('paused', 'paused'), ('resumed', 'resumed'), ('finished', 'finished'), ('halted', 'halted'), ('released', 'halt released'), ('frozen', 'scores frozen'), ('revealed', 'scores revealed'), ('recap', 'recap opened or closed'), ('joined', 'joined'), ('imported', 'players imported'), ('drawn', 'teams drawn'), ('moved', 'player moved'), ('seats', 'seats opened or closed'), ('joining', 'joining closed, opened or bounded'), ('removed', 'people removed or let back in'), ('commander', 'commander named'), ('message', 'message sent'), ('awards', 'awards chosen or changed'), ('webhook', 'webhook given up'), ('practice', 'practice begun'), ('injected', 'injected by a facilitator'), ('incident', 'incident live'), ('acknowledged', 'acknowledged'), ('mitigated', 'mitigated'), ('resolved', 'resolved'), ('expired', 'expired'), ('voided', 'voided'), ('mended', 'fault taken out by the team'), ('healed', 'healed'), ('restored', 'sandbox put right'), ('trouble', 'trouble'), ('terminal', 'terminal opened'), ('typed', 'typed in a terminal'), ('console', 'worked in the console'), ('workshop', 'worked in the workshop'), ('answered', 'question answered'), ('key', 'key turned'), ('check', 'referee called'), ('update', 'update for the boss'), ('objective', 'objective met'), ('both_keys', 'both keys turned'), ('hint', 'hint taken'), ('nudge', 'free hint offered'), ('stuck', 'facilitators called'), ('help', 'call for help')], max_length=30, verbose_name='verb'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('seat__in', ['', 'dev', 'ops'])), name='message_seat_is_known'),
        ),
        migrations.AddField(
            model_name='scheduledmessage',
            name='gameday',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scheduled_messages', to='gameday.gameday', verbose_name='game day'),
        ),
        migrations.AddField(
            model_name='scheduledmessage',
            name='player',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='gameday.player', verbose_name='player'),
        ),
        migrations.AddField(
            model_name='scheduledmessage',
            name='sender',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='sender'),
        ),
        migrations.AddField(
            model_name='scheduledmessage',
            name='team',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='gameday.team', verbose_name='team'),
        ),
        migrations.AddField(
            model_name='webhook',
            name='gameday',
            field=models.ForeignKey(blank=True, help_text='Empty: every game day of this installation.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='webhooks', to='gameday.gameday', verbose_name='game day'),
        ),
        migrations.AddField(
            model_name='webhookdelivery',
            name='activity',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='gameday.activity', verbose_name='activity'),
        ),
        migrations.AddField(
            model_name='webhookdelivery',
            name='webhook',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='gameday.webhook', verbose_name='webhook'),
        ),
        migrations.AddConstraint(
            model_name='scheduledmessage',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('send_after__isnull', True), ('send_at__isnull', False)), models.Q(('send_after__isnull', False), ('send_at__isnull', True)), _connector='OR'), name='scheduled_message_has_one_moment'),
        ),
        migrations.AddConstraint(
            model_name='scheduledmessage',
            constraint=models.CheckConstraint(condition=models.Q(('seat__in', ['', 'dev', 'ops'])), name='scheduled_message_seat_is_known'),
        ),
        migrations.AddConstraint(
            model_name='webhook',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['json', 'slack', 'mattermost', 'discord'])), name='webhook_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='webhookdelivery',
            constraint=models.UniqueConstraint(fields=('webhook', 'activity'), name='a_webhook_is_told_an_activity_once'),
        ),
        migrations.AddConstraint(
            model_name='webhookdelivery',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'sent', 'given_up'])), name='webhook_delivery_state_is_known'),
        ),
    ]
