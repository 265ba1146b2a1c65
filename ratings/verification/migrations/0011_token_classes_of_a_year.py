from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("verification", "0010_reexaminations"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="tokenclass",
            index=models.Index(fields=["year", "leaf"], name="token_classes_of_a_year"),
        ),
    ]
