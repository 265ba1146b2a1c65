from django.db import migrations, models

CREATE_ENTRY = """
CREATE TABLE journal_entry (
    position bigint NOT NULL PRIMARY KEY CHECK (position > 0),
    leaf bigint CHECK (leaf >= 0),
    kind varchar(40) NOT NULL,
    company_id bigint,
    subject varchar(64) NOT NULL,
    data jsonb NOT NULL,
    recorded_at timestamptz NOT NULL
) PARTITION BY RANGE (position);

CREATE FUNCTION journal_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER journal_entry_append_only BEFORE UPDATE OR DELETE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_refuse_change();
CREATE TRIGGER journal_entry_no_truncate BEFORE TRUNCATE ON journal_entry
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse_change();

-- A new partition is made beside the table and then attached, which lets readers and writers go on.
CREATE FUNCTION journal_add_partition(first bigint, span bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    name text := 'journal_entry_from_' || first;
BEGIN
    EXECUTE format('CREATE TABLE %I (LIKE journal_entry INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', name);
    EXECUTE format('ALTER TABLE journal_entry ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)', name, first, first + span);
    EXECUTE format('CREATE UNIQUE INDEX ON %I (leaf) WHERE leaf IS NOT NULL', name);
    EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse_change()',
                   name || '_no_truncate', name);
END $$;

SELECT journal_add_partition(1, 9999999);
"""

DROP_ENTRY = """
DROP TABLE journal_entry;
DROP FUNCTION journal_add_partition(bigint, bigint);
DROP FUNCTION journal_refuse_change();
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Pending",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=40)),
                ("is_public", models.BooleanField()),
                ("company_id", models.BigIntegerField(null=True)),
                ("subject", models.CharField(max_length=64)),
                ("data", models.JSONField()),
                ("recorded_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Cursor",
            fields=[
                (
                    "name",
                    models.CharField(max_length=60, primary_key=True, serialize=False),
                ),
                ("position", models.BigIntegerField(default=0)),
                ("leaf", models.BigIntegerField(default=-1)),
                ("moved_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Parked",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("reactor", models.CharField(max_length=60)),
                ("position", models.BigIntegerField()),
                ("error", models.TextField()),
                ("parked_at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("reactor", "position"), name="parked_once")],
            },
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(CREATE_ENTRY, DROP_ENTRY)],
            state_operations=[
                migrations.CreateModel(
                    name="Entry",
                    fields=[
                        (
                            "position",
                            models.BigIntegerField(primary_key=True, serialize=False),
                        ),
                        ("leaf", models.BigIntegerField(null=True)),
                        ("kind", models.CharField(max_length=40)),
                        ("company_id", models.BigIntegerField(null=True)),
                        ("subject", models.CharField(max_length=64)),
                        ("data", models.JSONField()),
                        ("recorded_at", models.DateTimeField()),
                    ],
                    options={"ordering": ["position"]},
                ),
            ],
        ),
    ]
