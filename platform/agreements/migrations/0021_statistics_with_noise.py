"""Statistics are one more thing that can be shared."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0020_rows_withdrawn"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="asset",
            options={
                "ordering": ["-id"],
                "permissions": [
                    ("discover_asset", "Can discover the asset"),
                    ("preview_asset", "Can preview the asset"),
                    ("download_asset", "Can download the asset"),
                    ("train_asset", "Can train the asset"),
                    ("evaluate_asset", "Can evaluate the asset"),
                    ("statistics_asset", "Can statistics the asset"),
                    ("infer_asset", "Can infer the asset"),
                    ("derive_asset", "Can derive the asset"),
                    ("release_weights_asset", "Can release_weights the asset"),
                    ("serve_asset", "Can serve the asset"),
                    ("redistribute_asset", "Can redistribute the asset"),
                    ("publish_asset", "Can publish the asset"),
                ],
                "verbose_name": "asset",
                "verbose_name_plural": "assets",
            },
        ),
        migrations.AlterField(
            model_name="accessrequest",
            name="operation",
            field=models.CharField(
                choices=[
                    ("discover", "discovery"),
                    ("preview", "preview"),
                    ("download", "download"),
                    ("train", "training"),
                    ("evaluate", "evaluation"),
                    ("statistics", "statistics"),
                    ("infer", "predictions"),
                    ("derive", "further training"),
                    ("release_weights", "release of weights"),
                    ("serve", "serving"),
                    ("redistribute", "passing on"),
                    ("publish", "publication"),
                ],
                max_length=20,
                verbose_name="what for",
            ),
        ),
    ]
