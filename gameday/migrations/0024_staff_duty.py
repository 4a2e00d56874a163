import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('gameday', '0023_preparing'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='StaffDuty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('duty', models.CharField(choices=[('facilitator', 'facilitator'), ('helper', 'helper'), ('observer', 'observer')], default='facilitator', max_length=12, verbose_name='duty')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='staff_duty', to=settings.AUTH_USER_MODEL, verbose_name='user')),
            ],
            options={
                'verbose_name': 'duty on the days',
                'verbose_name_plural': 'duties on the days',
                'constraints': [models.CheckConstraint(condition=models.Q(('duty__in', ['facilitator', 'helper', 'observer'])), name='staff_duty_is_known')],
            },
        ),
    ]
