"""What can't be true of an agreement can't be written down, whoever writes it.

Verdicts, consents and readings never change. A current version, a consent and a signature belong to their own
agreement. A verdict needs an agreement in review, a signature one that waits for signatures; "agreed" needs the consent
of all, "approved" an approval, "active" everybody's signature; and what has ended stays ended.
"""

from django.db import migrations

UNCHANGING = (
    "agreements_consent",
    "agreements_review",
    "agreements_condition",
    "agreements_checkedpoint",
    "agreements_reading",
    "agreements_staffcomment",
)

OWN_ROWS = """
ALTER TABLE agreements_termsversion ADD CONSTRAINT terms_version_of_agreement UNIQUE (id, agreement_id);
ALTER TABLE agreements_agreement ADD CONSTRAINT current_version_is_its_own
    FOREIGN KEY (current_version_id, id) REFERENCES agreements_termsversion (id, agreement_id)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE agreements_comment ADD CONSTRAINT comment_of_version UNIQUE (id, version_id);
ALTER TABLE agreements_comment ADD CONSTRAINT reply_is_about_the_same_version
    FOREIGN KEY (answers_id, version_id) REFERENCES agreements_comment (id, version_id)
    DEFERRABLE INITIALLY DEFERRED;
"""
NO_OWN_ROWS = """
ALTER TABLE agreements_comment DROP CONSTRAINT reply_is_about_the_same_version;
ALTER TABLE agreements_comment DROP CONSTRAINT comment_of_version;
ALTER TABLE agreements_agreement DROP CONSTRAINT current_version_is_its_own;
ALTER TABLE agreements_termsversion DROP CONSTRAINT terms_version_of_agreement;
"""

ANSWERS = """
CREATE FUNCTION agreements_answer_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    told record;
BEGIN
    SELECT a.id, a.state, a.current_version_id INTO told
        FROM agreements_termsversion v JOIN agreements_agreement a ON a.id = v.agreement_id WHERE v.id = NEW.version_id;
    IF NOT told.state = ANY(string_to_array(TG_ARGV[0], ' ')) OR told.current_version_id <> NEW.version_id THEN
        RAISE EXCEPTION 'A row of % needs the current version of an agreement that is %; this one is %.',
            TG_TABLE_NAME, TG_ARGV[0], told.state USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_TABLE_NAME <> 'agreements_review' THEN
        IF NOT EXISTS (SELECT FROM agreements_party WHERE id = NEW.party_id AND agreement_id = told.id) THEN
            RAISE EXCEPTION 'A row of % needs a party of the same agreement.', TG_TABLE_NAME
                USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agreements_consent_fits BEFORE INSERT ON agreements_consent
    FOR EACH ROW EXECUTE FUNCTION agreements_answer_fits('proposed');
CREATE TRIGGER agreements_review_fits BEFORE INSERT ON agreements_review
    FOR EACH ROW EXECUTE FUNCTION agreements_answer_fits('in_review');
CREATE TRIGGER agreements_signature_fits BEFORE INSERT ON agreements_signature
    FOR EACH ROW EXECUTE FUNCTION agreements_answer_fits('approved signing');
"""
NO_ANSWERS = """
DROP TRIGGER agreements_signature_fits ON agreements_signature;
DROP TRIGGER agreements_review_fits ON agreements_review;
DROP TRIGGER agreements_consent_fits ON agreements_consent;
DROP FUNCTION agreements_answer_fits();
"""

STEPS = """
CREATE FUNCTION agreements_step_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    missing text;
BEGIN
    IF OLD.state IN ('expired', 'terminated', 'superseded', 'rejected', 'withdrawn') THEN
        missing := 'an agreement that has not ended';
    ELSIF OLD.state = 'proposed' AND NEW.state = 'agreed' AND EXISTS (
        SELECT FROM agreements_party p JOIN agreements_termsversion v ON v.id = NEW.current_version_id
        WHERE p.agreement_id = NEW.id AND p.organization_id <> v.proposed_for_id
            AND NOT EXISTS (SELECT FROM agreements_consent c WHERE c.version_id = v.id AND c.party_id = p.id)
    ) THEN
        missing := 'the consent of every party';
    ELSIF OLD.state = 'in_review' AND NEW.state = 'approved' AND NOT EXISTS (
        SELECT FROM agreements_review
        WHERE version_id = NEW.current_version_id AND verdict IN ('approve', 'approve_with_conditions')
    ) THEN
        missing := 'an approval';
    ELSIF OLD.state = 'signing' AND NEW.state = 'active' AND EXISTS (
        SELECT FROM agreements_party p WHERE p.agreement_id = NEW.id AND NOT EXISTS (
            SELECT FROM agreements_signature s WHERE s.version_id = NEW.current_version_id AND s.party_id = p.id
        )
    ) THEN
        missing := 'the signature of every party';
    END IF;
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION 'From % to % needs %.', OLD.state, NEW.state, missing USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agreements_agreement_step_fits BEFORE UPDATE OF state ON agreements_agreement
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION agreements_step_fits();
"""
NO_STEPS = """
DROP TRIGGER agreements_agreement_step_fits ON agreements_agreement;
DROP FUNCTION agreements_step_fits();
"""


def unchanging(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_is_kept BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION agreements_unchanging()",
        f"DROP TRIGGER {table}_is_kept ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("agreements", "0005_grants_of_more_clauses")]

    operations = [
        *(unchanging(table) for table in UNCHANGING),
        migrations.RunSQL(OWN_ROWS, NO_OWN_ROWS),
        migrations.RunSQL(ANSWERS, NO_ANSWERS),
        migrations.RunSQL(STEPS, NO_STEPS),
    ]
