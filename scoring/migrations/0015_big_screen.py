import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('gameday', '0019_help_verb'),
        ('scoring', '0014_needs'),
    ]

    operations = [
        migrations.CreateModel(
            name='BigScreen',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('calm', models.BooleanField(default=False, help_text='Nothing moves, and no insert comes by itself.', verbose_name='calm')),
                ('sounds', models.BooleanField(default=False, help_text='An insert is heard, too.', verbose_name='sounds')),
                ('next_at', models.DateTimeField(help_text='When the director looks for news again.', null=True, verbose_name='next look at')),
                ('gameday', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='big_screen', to='gameday.gameday', verbose_name='game day')),
            ],
            options={
                'verbose_name': 'big screen',
                'verbose_name_plural': 'big screens',
            },
        ),
        migrations.CreateModel(
            name='ScreenInsert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('half_time', 'Half time'), ('last_minute', 'One minute left'), ('curtain', 'The curtain falls'), ('record_keys', 'Both keys in record time'), ('first_to_mend', 'First to mend'), ('great_comeback', 'What a comeback'), ('longest_fire', 'The longest fire is out'), ('close_race', 'A close race'), ('own_words', 'A word to everybody')], max_length=20, verbose_name='kind')),
                ('key', models.CharField(help_text='No moment is shown twice by itself.', max_length=80, verbose_name='key')),
                ('text', models.CharField(blank=True, max_length=300, verbose_name='text')),
                ('at', models.DateTimeField(help_text='When what it tells happened.', verbose_name='at')),
                ('starts_at', models.DateTimeField(help_text='Empty: it was left out.', null=True, verbose_name='starts at')),
                ('ends_at', models.DateTimeField(help_text='Empty: it is pinned.', null=True, verbose_name='ends at')),
                ('by', models.CharField(blank=True, help_text='The facilitator who had a hand in it last.', max_length=180, verbose_name='by')),
                ('gameday', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='screen_inserts', to='gameday.gameday', verbose_name='game day')),
                ('team', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='screen_inserts', to='gameday.team', verbose_name='team')),
            ],
            options={
                'verbose_name': 'insert of the big screen',
                'verbose_name_plural': 'inserts of the big screen',
                'ordering': ['-starts_at', '-id'],
                'constraints': [models.UniqueConstraint(fields=('gameday', 'key'), name='one_insert_a_moment'), models.CheckConstraint(condition=models.Q(('kind__in', ['half_time', 'last_minute', 'curtain', 'record_keys', 'first_to_mend', 'great_comeback', 'longest_fire', 'close_race', 'own_words'])), name='insert_kind_is_known')],
            },
        ),
    ]
