from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("serving", "0003_feedback"),
    ]

    operations = [
        migrations.AddField(
            model_name="retrainrule",
            name="begun_for",
            field=models.PositiveIntegerField(
                db_default=0,
                default=0,
                editable=False,
                help_text="Accepted corrections with which somebody began last.",
            ),
        ),
    ]
