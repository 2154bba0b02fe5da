from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0005_roles_of_columns"),
    ]

    operations = [
        migrations.AlterField(
            model_name="datasetversion",
            name="repaired",
            field=models.JSONField(blank=True, db_default=[], default=list, verbose_name="what was mended"),
        ),
        migrations.AlterField(
            model_name="datasetversion",
            name="shape",
            field=models.CharField(
                choices=[
                    ("table", "table"),
                    ("texts", "texts"),
                    ("pairs", "pairs of texts"),
                    ("tagged", "tagged words"),
                    ("raw", "plain text"),
                    ("pictures", "pictures"),
                    ("boxes", "pictures with boxes"),
                    ("series", "series over time"),
                    ("chats", "chats"),
                ],
                db_default="texts",
                default="texts",
                max_length=12,
                verbose_name="shape",
            ),
        ),
    ]
