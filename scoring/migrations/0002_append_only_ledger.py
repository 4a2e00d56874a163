"""The ledger refuses UPDATE and DELETE, whoever asks.

One door stays open, for a game day that is erased as a whole: inside a transaction that has set
`gameday.erasing` to the game day's id (scoring.ledger.ledger.erase_ledger), its own rows may be deleted; never changed.
TRUNCATE stays the right of the table's owner: tests empty whole databases by it.
"""

from django.db import migrations

REFUSE = """
CREATE FUNCTION scoring_entry_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('gameday.erasing', true) = OLD.gameday_id::text THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'The ledger is append-only: entry % cannot be changed or deleted; write a reversal.', OLD.id
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER scoring_entry_append_only BEFORE UPDATE OR DELETE ON scoring_entry
    FOR EACH ROW EXECUTE FUNCTION scoring_entry_is_append_only();
"""

ALLOW = """
DROP TRIGGER scoring_entry_append_only ON scoring_entry;
DROP FUNCTION scoring_entry_is_append_only();
"""


class Migration(migrations.Migration):

    dependencies = [("scoring", "0001_initial")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
