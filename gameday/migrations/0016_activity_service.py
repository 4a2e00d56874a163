from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("gameday", "0015_recordings")]

    operations = [
        migrations.AddField(
            model_name="activity",
            name="service",
            field=models.CharField(
                blank=True,
                default="",
                help_text="What it was done to: a service, or a repository of the workshop.",
                max_length=40,
                verbose_name="service",
            ),
            preserve_default=False,
        ),
    ]
