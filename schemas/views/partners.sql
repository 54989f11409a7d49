WITH own AS (
    -- The Secretariat, which publishes the page, and CITES, its parent.
    SELECT unnest([organization_id, o.parent_organization_id]) AS organization_id
    FROM documents d
    JOIN names n ON n.name = d.publisher AND n.language = d.language
    JOIN organizations o USING (organization_id)
),
fellow_members AS (
    SELECT m.member_organization_id AS organization_id, m.group_organization_id, m.passage_id
    FROM memberships m
    WHERE m.group_organization_id IN (
        SELECT group_organization_id FROM memberships WHERE member_organization_id IN (FROM own)
    )
),
reasons AS (
    SELECT organization_id, passage_id FROM cooperation_ties
    UNION
    SELECT organization_id, passage_id FROM fellow_members
    UNION
    SELECT organization_id, passage_id FROM agreements WHERE organization_id IS NOT NULL
    UNION
    SELECT m.organization_id, s.passage_id
    FROM mandates m
    JOIN instrument_subjects s ON s.instrument_id = m.instrument_id
        AND (s.organization_id = m.organization_id OR s.framework_id = m.framework_id)
),
partner AS (
    SELECT DISTINCT organization_id FROM reasons WHERE organization_id NOT IN (FROM own)
),
clusters_of AS (
    SELECT organization_id, string_agg(cluster_id, '; ' ORDER BY c.position) AS clusters
    FROM (
        SELECT organization_id, cluster_id FROM cooperation_ties
        UNION
        SELECT f.organization_id, t.cluster_id
        FROM fellow_members f JOIN cooperation_ties t ON t.organization_id = f.group_organization_id
    )
    JOIN clusters c USING (cluster_id)
    GROUP BY organization_id
),
themes_of AS (
    SELECT organization_id, string_agg(h.name, '; ' ORDER BY h.position) AS themes
    FROM cooperation_ties JOIN themes h USING (theme_id) GROUP BY organization_id
),
groups_of AS (
    SELECT organization_id, string_agg(group_organization_id, '; ' ORDER BY group_organization_id) AS groups
    FROM fellow_members GROUP BY organization_id
),
roles_of AS (
    SELECT organization_id, string_agg(role, '; ' ORDER BY role) AS roles
    FROM (
        SELECT organization_id, role FROM roles WHERE holder_organization_id IN (FROM own)
        UNION
        SELECT group_organization_id, 'member' FROM memberships WHERE member_organization_id IN (FROM own)
    )
    GROUP BY organization_id
),
agreements_of AS (
    SELECT organization_id, string_agg(DISTINCT kind, '; ' ORDER BY kind) AS agreements
    FROM agreements GROUP BY organization_id
),
mandates_of AS (
    SELECT organization_id, string_agg(label, '; ' ORDER BY label) AS mandates
    FROM mandates GROUP BY organization_id
),
lines_of AS (
    SELECT organization_id, string_agg(line_number::VARCHAR, '; ' ORDER BY line_number) AS lines
    FROM (
        FROM reasons
        UNION
        SELECT organization_id, passage_id FROM roles
        UNION
        SELECT holder_organization_id, passage_id FROM roles
        UNION
        SELECT organization_id, passage_id FROM purposes
    )
    JOIN passages USING (passage_id)
    GROUP BY organization_id
)
SELECT
    organization_id, o.name, o.acronym, o.kind, o.country_code, o.start_year, o.start_event, o.website,
    w.identifier AS wikidata_id, r.identifier AS ror_id,
    clusters, themes, groups, roles, agreements, mandates, lines
FROM partner
JOIN organizations o USING (organization_id)
LEFT JOIN identifiers w ON w.identifier_id = organization_id || '.wikidata'
LEFT JOIN identifiers r ON r.identifier_id = organization_id || '.ror'
LEFT JOIN clusters_of USING (organization_id)
LEFT JOIN themes_of USING (organization_id)
LEFT JOIN groups_of USING (organization_id)
LEFT JOIN roles_of USING (organization_id)
LEFT JOIN agreements_of USING (organization_id)
LEFT JOIN mandates_of USING (organization_id)
JOIN lines_of USING (organization_id)
ORDER BY o.name
