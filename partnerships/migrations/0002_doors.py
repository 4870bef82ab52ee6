"""The doors (SECURITY DEFINER functions that each answer one question outside every scope) and
the trigger that keeps the audit trail append-only even for the owner."""

from django.db import migrations

from config.tenancy.policies import SQL

DOORS = """
CREATE OR REPLACE FUNCTION tenancy.my_scopes(person uuid)
RETURNS TABLE (convener_id uuid, slug varchar, name varchar, membership_id uuid, role varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT c.id, c.slug, c.name, m.id, m.role
  FROM partnerships_membership m JOIN partnerships_convener c ON c.id = m.convener_id
  JOIN partnerships_user u ON u.id = m.user_id
  WHERE m.user_id = person AND m.is_active AND u.is_active ORDER BY c.name
$$;

CREATE OR REPLACE FUNCTION tenancy.open_link(hash bytea)
RETURNS TABLE (id uuid, convener_id uuid, subject_id uuid, purpose varchar, state text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT l.id, l.convener_id, l.subject_id, l.purpose,
         CASE WHEN l.revoked_at IS NOT NULL THEN 'revoked'
              WHEN l.expires_at <= now() THEN 'expired' ELSE 'open' END
  FROM partnerships_magiclink l WHERE l.token_hash = hash
$$;

CREATE OR REPLACE FUNCTION tenancy.open_token(hash bytea, at_slug text)
RETURNS TABLE (convener_id uuid, membership_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT t.convener_id, t.membership_id
  FROM partnerships_apitoken t JOIN partnerships_convener c ON c.id = t.convener_id
  JOIN partnerships_membership m ON m.id = t.membership_id AND m.convener_id = t.convener_id
  JOIN partnerships_user u ON u.id = m.user_id
  WHERE t.token_hash = hash AND c.slug = at_slug AND t.revoked_at IS NULL
    AND t.expires_at > now() AND m.is_active AND u.is_active
$$;

CREATE OR REPLACE FUNCTION tenancy.agencies()
RETURNS TABLE (id uuid, name varchar, state varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT c.id, c.name, c.state FROM partnerships_convener c WHERE c.level = 'state'
    AND c.kind IN ('education_agency', 'workforce_agency', 'governors_office', 'task_force')
$$;

REVOKE ALL ON FUNCTION tenancy.my_scopes(uuid), tenancy.open_link(bytea),
  tenancy.open_token(bytea, text), tenancy.agencies() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tenancy.my_scopes(uuid), tenancy.open_link(bytea),
  tenancy.open_token(bytea, text) TO csp_login;
GRANT EXECUTE ON FUNCTION tenancy.agencies() TO csp_login, csp_convener;
-- The owner changes last: afterwards csp_owner could no longer grant or revoke, and PostgreSQL
-- would only warn of it.
ALTER FUNCTION tenancy.my_scopes(uuid) OWNER TO csp_maint;
ALTER FUNCTION tenancy.open_link(bytea) OWNER TO csp_maint;
ALTER FUNCTION tenancy.open_token(bytea, text) OWNER TO csp_maint;
ALTER FUNCTION tenancy.agencies() OWNER TO csp_maint;
"""

APPEND_ONLY = """
CREATE OR REPLACE FUNCTION tenancy.refuse_change() RETURNS trigger
LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON partnerships_auditevent
FOR EACH ROW EXECUTE FUNCTION tenancy.refuse_change();
"""

REMOVE = """
DROP FUNCTION tenancy.my_scopes(uuid), tenancy.open_link(bytea), tenancy.open_token(bytea, text),
  tenancy.agencies();
"""
REMOVE_TRIGGER = """
DROP TRIGGER append_only ON partnerships_auditevent; DROP FUNCTION tenancy.refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("partnerships", "0001_first")]
    operations = [
        migrations.RunSQL((SQL / "functions.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL(DOORS, REMOVE),
        migrations.RunSQL(APPEND_ONLY, REMOVE_TRIGGER),
    ]
