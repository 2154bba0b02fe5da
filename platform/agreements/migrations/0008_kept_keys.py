"""The public half of a key never changes, and a retired key stays retired: signatures are checked with them."""

from django.db import migrations

KEPT = """
CREATE FUNCTION agreements_key_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'Keys of organizations are never deleted.' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.uid, NEW.organization_id, NEW.public_key, NEW.created_at, NEW.created_by_id,
        NEW.sealed_private_key IS NULL)
       IS DISTINCT FROM
       (OLD.uid, OLD.organization_id, OLD.public_key, OLD.created_at, OLD.created_by_id,
        OLD.sealed_private_key IS NULL)
       OR (OLD.retired_at IS NOT NULL AND NEW.retired_at IS DISTINCT FROM OLD.retired_at) THEN
        RAISE EXCEPTION 'A key can only be retired, or encrypted anew.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agreements_organizationkey_is_kept BEFORE UPDATE OR DELETE ON agreements_organizationkey
    FOR EACH ROW EXECUTE FUNCTION agreements_key_is_kept();
"""
GONE = """
DROP TRIGGER agreements_organizationkey_is_kept ON agreements_organizationkey;
DROP FUNCTION agreements_key_is_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("agreements", "0007_keys_and_amendments")]

    operations = [migrations.RunSQL(KEPT, GONE)]
