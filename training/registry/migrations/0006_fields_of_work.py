from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0005_assessments")]

    operations = [
        migrations.AddField(
            model_name="model",
            name="field",
            field=models.CharField(blank=True, db_default="", default="", max_length=200, verbose_name="field of work"),
        ),
    ]
