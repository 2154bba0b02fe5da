from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("work", "0004_fair_share"),
    ]

    operations = [
        migrations.AddField(
            model_name="worker",
            name="release",
            field=models.CharField(blank=True, help_text="The release of Entente that it runs.", max_length=40),
        ),
        migrations.AddField(
            model_name="worker",
            name="devices",
            field=models.JSONField(blank=True, default=list, help_text="Its GPUs: name, memory, use."),
        ),
        migrations.AddField(
            model_name="worker",
            name="unfit",
            field=models.JSONField(
                blank=True, default=dict, help_text="Why it may take no work: {code, params}; empty when it may."
            ),
        ),
    ]
