-- Roles of the product; run once by a superuser, safe to run again. The same in development, CI
-- and production. Passwords are set afterwards and are not in this file.
DO $$
DECLARE
  login_role text;
  plain_role text;
BEGIN
  FOREACH login_role IN ARRAY ARRAY['csp_owner', 'csp_login'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = login_role) THEN
      EXECUTE format('CREATE ROLE %I LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS', login_role);
    END IF;
  END LOOP;
  FOREACH plain_role IN ARRAY ARRAY['csp_convener', 'csp_state', 'csp_link', 'csp_dispatch', 'csp_maint'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = plain_role) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS', plain_role);
    END IF;
  END LOOP;
END
$$;

-- The runtime login may put on the scoped roles, and inherits nothing from them.
GRANT csp_convener, csp_state, csp_link, csp_dispatch TO csp_login WITH INHERIT FALSE, SET TRUE;
-- The owner migrates; it reads rows only as the maintenance role.
GRANT csp_maint TO csp_owner WITH INHERIT FALSE, SET TRUE;

-- A forgotten transaction must not hold locks for ever.
ALTER ROLE csp_login SET idle_in_transaction_session_timeout = '60s';
ALTER ROLE csp_login SET statement_timeout = '60s';
ALTER ROLE csp_login SET timezone = 'UTC';
ALTER ROLE csp_owner SET timezone = 'UTC';

-- Other sessions' statements hold their literals; nobody but a superuser needs them.
REVOKE SELECT ON pg_stat_activity FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION pg_stat_get_activity(integer) FROM PUBLIC;
