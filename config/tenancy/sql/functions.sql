-- The scope as the policies see it. Run by the owner after each migrate. Every function raises
-- when its setting is missing: an open door is an error, never "no rows".
-- (The sealed scope would check its seal here; see the design notes of the kernel.)
CREATE SCHEMA IF NOT EXISTS tenancy;
GRANT USAGE ON SCHEMA tenancy TO csp_login, csp_convener, csp_state, csp_link, csp_dispatch, csp_maint;
GRANT CREATE ON SCHEMA tenancy TO csp_maint;
-- A function that a migration makes is nobody's until the migration says whose.
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

CREATE OR REPLACE FUNCTION tenancy.setting(name text) RETURNS uuid
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
  raw text := current_setting('tenancy.' || name, true);
BEGIN
  IF raw IS NULL OR raw = '' THEN
    RAISE EXCEPTION 'no % scope is open', name USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN raw::uuid;
END
$$;

CREATE OR REPLACE FUNCTION tenancy.convener() RETURNS uuid
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$ BEGIN RETURN tenancy.setting('convener'); END $$;
CREATE OR REPLACE FUNCTION tenancy.agency() RETURNS uuid
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$ BEGIN RETURN tenancy.setting('agency'); END $$;
CREATE OR REPLACE FUNCTION tenancy.subject() RETURNS uuid
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$ BEGIN RETURN tenancy.setting('subject'); END $$;

REVOKE ALL ON FUNCTION tenancy.setting(text), tenancy.convener(), tenancy.agency(),
  tenancy.subject() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tenancy.setting(text), tenancy.convener(), tenancy.agency(),
  tenancy.subject() TO csp_convener, csp_state, csp_link;
