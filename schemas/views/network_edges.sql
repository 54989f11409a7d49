WITH secretariat AS (
    SELECT n.organization_id, d.language, regexp_replace(d.publisher, ' Secretariat$', '') AS convention
    FROM documents d
    JOIN names n ON n.name = d.publisher AND n.language = d.language
)
SELECT
    cluster_id AS source_id, organization_id AS target_id, 'tie' AS kind,
    string_agg(concat_ws(': ', h.name, t.role), '; ' ORDER BY h.position) AS label
FROM cooperation_ties t LEFT JOIN themes h USING (cluster_id, theme_id)
GROUP BY cluster_id, organization_id
UNION ALL
SELECT member_organization_id, group_organization_id, 'membership', role FROM memberships
UNION ALL
SELECT s.organization_id, n.organization_id, 'secretariat', NULL
FROM secretariat s JOIN names n ON n.name = s.convention AND n.language = s.language
ORDER BY kind, source_id, target_id
