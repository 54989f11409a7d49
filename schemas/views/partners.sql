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
statements AS (
    SELECT organization_id, passage_id FROM cooperation_ties
    UNION
    SELECT organization_id, passage_id FROM fellow_members
    UNION
    SELECT organization_id, passage_id FROM instrument_subjects WHERE organization_id IS NOT NULL
),
partner AS (
    SELECT DISTINCT organization_id FROM statements WHERE organization_id NOT IN (FROM own)
),
cluster AS (
    SELECT DISTINCT organization_id, c.cluster_id, c.position
    FROM (
        SELECT organization_id, cluster_id FROM cooperation_ties
        UNION ALL
        SELECT f.organization_id, t.cluster_id
        FROM fellow_members f
        JOIN cooperation_ties t ON t.organization_id = f.group_organization_id
    )
    JOIN clusters c USING (cluster_id)
),
clusters_of AS (
    SELECT organization_id, string_agg(cluster_id, '; ' ORDER BY position) AS clusters
    FROM cluster GROUP BY organization_id
),
themes_of AS (
    SELECT t.organization_id, string_agg(h.name, '; ' ORDER BY h.position) AS themes
    FROM cooperation_ties t JOIN themes h USING (theme_id) GROUP BY t.organization_id
),
roles_of AS (
    SELECT organization_id, string_agg(DISTINCT role, '; ' ORDER BY role) AS roles
    FROM cooperation_ties GROUP BY organization_id
),
agreements_of AS (
    SELECT organization_id, string_agg(DISTINCT kind, '; ' ORDER BY kind) AS agreements
    FROM agreements GROUP BY organization_id
),
mandates_of AS (
    SELECT organization_id, string_agg(label, '; ' ORDER BY label) AS mandates
    FROM (
        SELECT DISTINCT s.organization_id, i.label
        FROM instrument_subjects s JOIN instruments i USING (instrument_id)
    )
    GROUP BY organization_id
),
sentences_of AS (
    SELECT organization_id, string_agg(text, '; ' ORDER BY line_number) AS sentences
    FROM (
        FROM statements
        UNION
        SELECT organization_id, passage_id FROM agreements
    )
    JOIN passages USING (passage_id)
    GROUP BY organization_id
)
SELECT
    o.organization_id, o.name, o.kind,
    clusters, themes, roles, agreements, mandates, sentences
FROM partner
JOIN organizations o USING (organization_id)
JOIN sentences_of USING (organization_id)
LEFT JOIN clusters_of USING (organization_id)
LEFT JOIN themes_of USING (organization_id)
LEFT JOIN roles_of USING (organization_id)
LEFT JOIN agreements_of USING (organization_id)
LEFT JOIN mandates_of USING (organization_id)
ORDER BY o.organization_id
