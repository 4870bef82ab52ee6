-- Run by a superuser inside each of the product's databases, after it was created with
-- OWNER csp_owner. Safe to run again.
DO $$
BEGIN
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO csp_login', current_database());
END
$$;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT ALL ON SCHEMA public TO csp_owner;
GRANT USAGE ON SCHEMA public TO csp_login, csp_convener, csp_state, csp_link, csp_dispatch, csp_maint;
REVOKE SELECT ON pg_stat_activity FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION pg_stat_get_activity(integer) FROM PUBLIC;
-- The same statements by another road: each backend's current text, by its number.
REVOKE EXECUTE ON FUNCTION pg_stat_get_backend_activity(integer) FROM PUBLIC;
-- Large objects know no tenant: what one scope writes, every other could read.
REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea),
  lo_open(oid, integer), lo_get(oid), lo_get(oid, bigint, integer), lo_put(oid, bigint, bytea),
  lowrite(integer, bytea), loread(integer, integer), lo_unlink(oid) FROM PUBLIC;
-- Inside a scope no expression changes a setting or the role, and none runs SQL given as text:
-- the two together would read, from one injected sub-select, what the login role may read.
REVOKE EXECUTE ON FUNCTION set_config(text, text, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION set_config(text, text, boolean) TO csp_login, csp_owner, csp_maint;
DO $$
DECLARE
  runs_text regprocedure;
BEGIN
  FOR runs_text IN
    SELECT oid FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace
      AND (proname IN ('ts_stat', 'ts_rewrite')
        OR proname ~ '^(query|cursor|table|schema|database)_to_xml')
  LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', runs_text);
  END LOOP;
END
$$;
