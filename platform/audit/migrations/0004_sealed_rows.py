"""The database itself writes each event's transaction, digest and index; seals and index are kept like events.

`audit_canonical` is RFC 8785: keys in order, no spaces, numbers as ECMAScript writes them. Python has it once more
(audit/canonical.py), so that a proof doesn't rest on this function.
"""

from django.db import migrations

CANONICAL = """
CREATE FUNCTION audit_canonical(value jsonb) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE number float8;
BEGIN
    CASE jsonb_typeof(value)
    WHEN 'object' THEN
        RETURN '{' || coalesce((
            SELECT string_agg(to_json(key)::text || ':' || audit_canonical(inner_value), ',' ORDER BY key COLLATE "C")
            FROM jsonb_each(value) AS each(key, inner_value)), '') || '}';
    WHEN 'array' THEN
        RETURN '[' || coalesce((
            SELECT string_agg(audit_canonical(item), ',' ORDER BY place)
            FROM jsonb_array_elements(value) WITH ORDINALITY AS items(item, place)), '') || ']';
    WHEN 'number' THEN
        number := value #>> '{}';
        IF number = 0 OR abs(number) >= 0.000001 AND abs(number) < 1e21 THEN
            RETURN trim_scale(number::text::numeric)::text;
        END IF;
        RETURN regexp_replace(number::text, 'e([+-])0', 'e\\1');
    WHEN 'string' THEN
        RETURN to_json(value #>> '{}')::text;
    ELSE
        RETURN value::text;
    END CASE;
END $$;

CREATE FUNCTION audit_digest(event audit_event) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(audit_canonical(jsonb_build_object(
        'id', event.id,
        'uid', event.uid,
        'at', to_char(event.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        'actor_user_id', event.actor_user_id,
        'actor_name', event.actor_name,
        'organization_id', event.organization_id,
        'organization_name', event.organization_name,
        'verb', event.verb,
        'object_type', event.object_type,
        'object_id', event.object_id,
        'object_name', event.object_name,
        'decision', event.decision,
        'data', event.data,
        'concerns', to_jsonb(event.concerns),
        'owners', to_jsonb(event.owners),
        'transaction_id', event.transaction_id
    )), 'UTF8')), 'hex')
$$;
"""

WRITE = """
CREATE FUNCTION audit_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.transaction_id := pg_current_xact_id()::text::bigint;
    NEW.digest := audit_digest(NEW);
    RETURN NEW;
END $$;

CREATE FUNCTION audit_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_concern (thing, event_id) SELECT DISTINCT unnest(NEW.concerns), NEW.uid;
    RETURN NULL;
END $$;

ALTER TABLE audit_event DISABLE TRIGGER audit_event_is_kept;
UPDATE audit_event SET transaction_id = pg_current_xact_id()::text::bigint;
UPDATE audit_event SET digest = audit_digest(audit_event);
ALTER TABLE audit_event ENABLE TRIGGER audit_event_is_kept;

CREATE TRIGGER audit_event_is_stamped BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_stamp();
CREATE TRIGGER audit_event_is_placed AFTER INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_place();
"""

KEEP = """
CREATE TRIGGER audit_seal_is_kept BEFORE UPDATE OR DELETE ON audit_seal
    FOR EACH ROW EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_seal_is_not_emptied BEFORE TRUNCATE ON audit_seal
    FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_concern_is_kept BEFORE UPDATE OR DELETE ON audit_concern
    FOR EACH ROW EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_concern_is_not_emptied BEFORE TRUNCATE ON audit_concern
    FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
"""

UNDO = """
DROP TRIGGER audit_concern_is_not_emptied ON audit_concern;
DROP TRIGGER audit_concern_is_kept ON audit_concern;
DROP TRIGGER audit_seal_is_not_emptied ON audit_seal;
DROP TRIGGER audit_seal_is_kept ON audit_seal;
DROP TRIGGER audit_event_is_placed ON audit_event;
DROP TRIGGER audit_event_is_stamped ON audit_event;
DROP FUNCTION audit_place();
DROP FUNCTION audit_stamp();
DROP FUNCTION audit_digest(audit_event);
DROP FUNCTION audit_canonical(jsonb);
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_seals")]

    operations = [migrations.RunSQL([CANONICAL, WRITE, KEEP], UNDO)]
