"""The ledger refuses UPDATE, DELETE and TRUNCATE, whoever asks; the door for a game day that is erased is closed.

Nobody used it: a game day with lines in the ledger is archived, never deleted.
"""

from django.db import migrations

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
CREATE TRIGGER scoring_entry_never_emptied BEFORE TRUNCATE ON scoring_entry
    FOR EACH STATEMENT EXECUTE FUNCTION scoring_entry_is_append_only();
"""

OPEN = """
DROP TRIGGER scoring_entry_never_emptied ON scoring_entry;
CREATE OR REPLACE FUNCTION scoring_entry_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('gameday.erasing', true) = OLD.gameday_id::text THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'The ledger is append-only: entry % cannot be changed or deleted; write a reversal.', OLD.id
        USING ERRCODE = 'restrict_violation';
END
$$;
"""


class Migration(migrations.Migration):

    dependencies = [("scoring", "0004_entry_kind_is_a_code")]

    operations = [migrations.RunSQL(CLOSE, OPEN)]
