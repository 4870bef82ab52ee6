-- The scope as the policies see it. Run by the owner after each migrate. Every function raises
-- when its setting is missing, forged or expired: an open door is an error, never "no rows".
CREATE SCHEMA IF NOT EXISTS tenancy;
GRANT USAGE ON SCHEMA tenancy TO csp_login, csp_convener, csp_state, csp_link, csp_dispatch, csp_maint;
GRANT CREATE ON SCHEMA tenancy TO csp_maint;
-- A function that a migration makes is nobody's until the migration says whose.
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- The key of the seal, as the two pads of an HMAC (RFC 2104); config.tenancy.seals fills it in.
CREATE TABLE IF NOT EXISTS tenancy.seal_key (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  inner_pad bytea NOT NULL,
  outer_pad bytea NOT NULL
);
REVOKE ALL ON tenancy.seal_key FROM PUBLIC;
GRANT SELECT ON tenancy.seal_key TO csp_maint;

SET ROLE csp_maint;
-- True, or an error: the settings are what the application sealed, for this role, and not old.
CREATE OR REPLACE FUNCTION tenancy.seal_holds() RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  expires text := current_setting('tenancy.expires', true);
  seal text := current_setting('tenancy.seal', true);
  said bytea := convert_to(format('%s|%s|%s|%s|%s', current_setting('role'),
    current_setting('tenancy.convener', true), current_setting('tenancy.agency', true),
    current_setting('tenancy.subject', true), expires), 'UTF8');
BEGIN
  IF coalesce(seal, '') = '' THEN
    RAISE EXCEPTION 'no scope is open' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NOT EXISTS (SELECT FROM tenancy.seal_key k
      WHERE encode(sha256(k.outer_pad || sha256(k.inner_pad || said)), 'hex') = seal) THEN
    RAISE EXCEPTION 'the scope is not one that the application opened'
      USING ERRCODE = 'insufficient_privilege', HINT = 'A new SECRET_KEY needs migrate.';
  END IF;
  IF expires::bigint < extract(epoch FROM clock_timestamp()) THEN
    RAISE EXCEPTION 'the scope has expired'
      USING ERRCODE = 'insufficient_privilege', HINT = 'The clocks here and there may differ.';
  END IF;
  RETURN true;
END
$$;
REVOKE ALL ON FUNCTION tenancy.seal_holds() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tenancy.seal_holds() TO csp_login, csp_convener, csp_state, csp_link, csp_dispatch;
RESET ROLE;

CREATE OR REPLACE FUNCTION tenancy.setting(name text) RETURNS uuid
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
  raw text := current_setting('tenancy.' || name, true);
BEGIN
  IF raw IS NULL OR raw = '' THEN
    RAISE EXCEPTION 'no % scope is open', name USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM tenancy.seal_holds();
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
