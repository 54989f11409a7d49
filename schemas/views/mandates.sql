WITH {own},
concerned AS (
    SELECT instrument_id, organization_id, NULL AS framework_id, position
    FROM instrument_subjects
    WHERE organization_id IS NOT NULL
    UNION ALL
    SELECT s.instrument_id, f.organization_id, f.framework_id, s.position
    FROM instrument_subjects s JOIN frameworks f USING (framework_id)
    WHERE f.organization_id NOT IN (FROM own)
),
mandate AS (
    -- Where the title names the organization itself, its frameworks do not matter.
    SELECT
        instrument_id, organization_id,
        CASE WHEN count(*) = count(framework_id) THEN min(framework_id) END AS framework_id
    FROM concerned GROUP BY ALL
),
errata_of AS (
    SELECT DISTINCT m.instrument_id, m.organization_id, erratum_id, confidence
    FROM mandate m
    JOIN concerned c ON c.instrument_id = m.instrument_id AND c.organization_id = m.organization_id
        AND c.framework_id IS NOT DISTINCT FROM m.framework_id
    JOIN row_errata r ON (table_name = 'instruments' AND row_id = m.instrument_id)
        OR (table_name = 'instrument_subjects' AND row_id = concat_ws('/', m.instrument_id, position))
    JOIN errata USING (erratum_id)
),
keys_of_errata AS (
    SELECT instrument_id, organization_id, string_agg(erratum_id, '; ' ORDER BY erratum_id) AS errata
    FROM errata_of GROUP BY ALL
),
lines_of AS (
    SELECT instrument_id, string_agg(line_number::VARCHAR, '; ' ORDER BY line_number) AS lines
    FROM (SELECT DISTINCT instrument_id, line_number FROM citations JOIN passages USING (passage_id))
    GROUP BY instrument_id
),
-- The meeting that adopted the text cited; unknown where the label says no more than that it is a revised one.
text_of AS (
    SELECT
        instrument_id,
        CASE WHEN NOT ends_with(label, '(Rev.)') THEN coalesce(revised_meeting_id, adopted_meeting_id) END AS meeting_id
    FROM instruments
),
confidence_of AS (
    SELECT
        instrument_id, organization_id,
        arg_max(confidence, list_position({confidences}, confidence)) AS confidence
    FROM (
        SELECT instrument_id, organization_id, confidence FROM mandate JOIN instruments USING (instrument_id)
        UNION ALL
        SELECT instrument_id, organization_id, confidence
        FROM mandate JOIN text_of USING (instrument_id) JOIN meetings USING (meeting_id)
        UNION ALL
        SELECT instrument_id, organization_id, confidence FROM mandate JOIN organizations USING (organization_id)
        UNION ALL
        SELECT instrument_id, m.organization_id, confidence FROM mandate m JOIN frameworks USING (framework_id)
        UNION ALL
        SELECT instrument_id, organization_id, confidence FROM errata_of
    )
    GROUP BY ALL
)
SELECT
    instrument_id, i.label, coalesce(i.official_title, i.title) AS title, organization_id, o.name, framework_id,
    i.adopted_meeting_id, i.revised_meeting_id, t.effective_date, i.addressee, i.url, lines,
    n.confidence, errata
FROM mandate
JOIN instruments i USING (instrument_id)
JOIN organizations o USING (organization_id)
JOIN text_of USING (instrument_id)
LEFT JOIN meetings t USING (meeting_id)
JOIN lines_of USING (instrument_id)
JOIN confidence_of n USING (instrument_id, organization_id)
LEFT JOIN keys_of_errata USING (instrument_id, organization_id)
ORDER BY instrument_id, organization_id
