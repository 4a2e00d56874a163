"""The ledger's trigger lets the name of who did it be exchanged, where that is asked for, and still nothing else.

`SET LOCAL gameday.forgetting = 'on'` asks (scoring.afterwards.results.forgetting): a person may want to be taken out of a day.
"""

from django.db import migrations

LET_NAMES = """
CREATE OR REPLACE FUNCTION scoring_entry_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        RAISE EXCEPTION 'The ledger is append-only: it cannot be emptied.' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND current_setting('gameday.forgetting', true) = 'on'
        AND to_jsonb(NEW) - 'by' = to_jsonb(OLD) - 'by' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The ledger is append-only: entry % cannot be changed or deleted; write a reversal.', OLD.id
        USING ERRCODE = 'restrict_violation';
END
$$;
"""

CLOSE = """
CREATE OR REPLACE FUNCTION scoring_entry_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        RAISE EXCEPTION 'The ledger is append-only: it cannot be emptied.' USING ERRCODE = 'restrict_violation';
    END IF;
    RAISE EXCEPTION 'The ledger is append-only: entry % cannot be changed or deleted; write a reversal.', OLD.id
        USING ERRCODE = 'restrict_violation';
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("scoring", "0008_survey_closed")]
    operations = [migrations.RunSQL(LET_NAMES, CLOSE)]
