from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scoring", "0007_afterwards")]
    operations = [
        migrations.AddField(
            model_name="recap",
            name="survey_closed_at",
            field=models.DateTimeField(
                help_text="Since when nobody answers any more; its figures are shown from then on.",
                null=True,
                verbose_name="survey closed at",
            ),
        ),
    ]
