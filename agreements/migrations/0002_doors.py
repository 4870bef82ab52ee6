"""The door of `/verify/`, and the trigger that keeps the log append-only even for the owner."""

from django.db import migrations

# Public facts only: what a signed copy says on its first page. A draft, a declined or a voided
# agreement is not there, and neither are people, promises or notes.
DOOR = """
CREATE OR REPLACE FUNCTION tenancy.verify_document(hash text, code text)
RETURNS TABLE (title varchar, convener_name varchar, organization_name varchar, state varchar,
               is_sample boolean, time_zone varchar, partner_signed_at timestamptz,
               completed_at timestamptz, sealed_at timestamptz, seal_level varchar,
               sealed_sha256 varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT a.title, c.name, a.content ->> 'organization', a.state, c.is_sample, c.time_zone,
         a.partner_signed_at, a.completed_at, a.sealed_at, a.seal_level, a.sealed_sha256
  FROM agreements_agreement a JOIN partnerships_convener c ON c.id = a.convener_id
  WHERE a.state IN ('partner_signed', 'complete')
    AND ((hash <> '' AND a.sealed_sha256 <> '' AND a.sealed_sha256 = hash)
      OR (code <> '' AND a.verification_code <> '' AND a.verification_code = code))
$$;
REVOKE ALL ON FUNCTION tenancy.verify_document(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tenancy.verify_document(text, text) TO csp_login;
-- The owner changes last: afterwards csp_owner could neither grant nor revoke.
ALTER FUNCTION tenancy.verify_document(text, text) OWNER TO csp_maint;
"""
REMOVE = "DROP FUNCTION tenancy.verify_document(text, text);"

APPEND_ONLY = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON agreements_agreementevent
FOR EACH ROW EXECUTE FUNCTION tenancy.refuse_change();
"""
REMOVE_TRIGGER = "DROP TRIGGER append_only ON agreements_agreementevent;"


class Migration(migrations.Migration):
    dependencies = [("agreements", "0001_first"), ("partnerships", "0002_doors")]
    operations = [
        migrations.RunSQL(DOOR, REMOVE),
        migrations.RunSQL(APPEND_ONLY, REMOVE_TRIGGER),
    ]
