"""The database refuses every change of a published scenario, except of its proof."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION scenarios_scenario_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.slug, OLD.version, OLD.digest, OLD.title, OLD.category, OLD.difficulty, OLD.document, OLD.assets, OLD.published_at)
        IS DISTINCT FROM
       (NEW.slug, NEW.version, NEW.digest, NEW.title, NEW.category, NEW.difficulty, NEW.document, NEW.assets, NEW.published_at)
    THEN
        RAISE EXCEPTION 'A published version stays as it is: % version % cannot be changed; publish another version.',
            OLD.slug, OLD.version USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER scenarios_scenario_stays BEFORE UPDATE ON scenarios_scenario
    FOR EACH ROW EXECUTE FUNCTION scenarios_scenario_stays();
"""

ALLOW = """
DROP TRIGGER scenarios_scenario_stays ON scenarios_scenario;
DROP FUNCTION scenarios_scenario_stays();
"""


class Migration(migrations.Migration):

    dependencies = [("scenarios", "0001_initial")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
