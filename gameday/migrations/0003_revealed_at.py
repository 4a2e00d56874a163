from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("gameday", "0002_next_at_warm_and_probed")]

    operations = [
        migrations.AddField(
            model_name="gameday", name="revealed_at", field=models.DateTimeField(editable=False, null=True, verbose_name='revealed at')
        ),
    ]
