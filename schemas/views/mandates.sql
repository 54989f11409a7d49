WITH own AS (
    -- The Secretariat, which publishes the page, and CITES, its parent.
    SELECT unnest([organization_id, o.parent_organization_id]) AS organization_id
    FROM documents d
    JOIN names n ON n.name = d.publisher AND n.language = d.language
    JOIN organizations o USING (organization_id)
),
concerned AS (
    SELECT instrument_id, organization_id, NULL AS framework_id
    FROM instrument_subjects
    WHERE organization_id IS NOT NULL
    UNION ALL
    SELECT s.instrument_id, f.organization_id, f.framework_id
    FROM instrument_subjects s JOIN frameworks f USING (framework_id)
    WHERE f.organization_id NOT IN (FROM own)
)
SELECT
    instrument_id, i.label, coalesce(i.official_title, i.title) AS title, organization_id, o.name,
    -- Where the title names the organization itself, its frameworks do not matter.
    CASE WHEN count(*) = count(framework_id) THEN min(framework_id) END AS framework_id
FROM concerned
JOIN instruments i USING (instrument_id)
JOIN organizations o USING (organization_id)
GROUP BY ALL
ORDER BY instrument_id, organization_id
