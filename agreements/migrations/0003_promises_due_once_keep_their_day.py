"""A promise of one time without a day was due on the first day of the term, and is now due on the
last: what was written before keeps the day that people read."""

from django.db import migrations

# In a new database nothing is granted yet, and there is nothing to keep.
KEEP = """
DO $$
BEGIN
  IF has_table_privilege('csp_maint', 'agreements_responsibility', 'UPDATE') THEN
    SET LOCAL ROLE csp_maint;
    UPDATE agreements_responsibility r SET due_on = a.starts_on
    FROM agreements_agreement a
    WHERE a.convener_id = r.convener_id AND a.id = r.agreement_id
      AND r.cadence = 'once' AND r.due_on IS NULL;
    UPDATE agreements_agreementtemplate t SET responsibilities = (
      SELECT jsonb_agg(CASE WHEN one ->> 'cadence' = 'once' AND NOT one ? 'by_first_day'
        THEN one || '{"by_first_day": true}' ELSE one END ORDER BY place)
      FROM jsonb_array_elements(t.responsibilities) WITH ORDINALITY AS x(one, place))
    WHERE jsonb_array_length(t.responsibilities) > 0;
    RESET ROLE;
  END IF;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("agreements", "0002_doors")]
    operations = [migrations.RunSQL(KEEP, migrations.RunSQL.noop)]
