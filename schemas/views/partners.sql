WITH own AS (
    -- The Secretariat, which publishes the page, and CITES, its parent.
    SELECT unnest([organization_id, o.parent_organization_id]) AS organization_id
    FROM documents d
    JOIN names n ON n.name = d.publisher AND n.language = d.language
    JOIN organizations o USING (organization_id)
),
fellow_members AS (
    SELECT member_organization_id AS organization_id, group_organization_id
    FROM memberships
    WHERE group_organization_id IN (
        SELECT group_organization_id FROM memberships WHERE member_organization_id IN (FROM own)
    )
),
reasons AS (
    SELECT organization_id, 'cooperation_ties' AS table_name, tie_id AS row_id FROM cooperation_ties
    UNION ALL
    SELECT organization_id, 'memberships', concat_ws('/', group_organization_id, organization_id) FROM fellow_members
    UNION ALL
    SELECT organization_id, 'agreements', agreement_id FROM agreements WHERE organization_id IS NOT NULL
    UNION ALL
    SELECT m.organization_id, 'instrument_subjects', concat_ws('/', s.instrument_id, s.position)
    FROM mandates m
    JOIN instrument_subjects s ON s.instrument_id = m.instrument_id
        AND (s.organization_id = m.organization_id OR s.framework_id = m.framework_id)
),
-- The rows that say something of an organization.
said AS (
    FROM reasons
    UNION ALL
    SELECT organization_id, 'tie_subjects', concat_ws('/', tie_id, position)
    FROM tie_subjects JOIN cooperation_ties USING (tie_id)
    UNION ALL
    SELECT group_organization_id, 'memberships', concat_ws('/', group_organization_id, member_organization_id)
    FROM memberships WHERE member_organization_id IN (FROM own)
    UNION ALL
    SELECT unnest([organization_id, holder_organization_id]), 'roles', role_id FROM roles
    UNION ALL
    SELECT organization_id, 'purposes', concat_ws('/', organization_id, position) FROM purposes
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
    FROM (SELECT DISTINCT organization_id, line_number FROM said JOIN row_sources USING (table_name, row_id))
    GROUP BY organization_id
),
errata_of AS (
    SELECT DISTINCT organization_id, erratum_id, confidence
    FROM said JOIN row_errata USING (table_name, row_id) JOIN errata USING (erratum_id)
),
keys_of_errata AS (
    SELECT organization_id, string_agg(erratum_id, '; ' ORDER BY erratum_id) AS errata
    FROM errata_of GROUP BY organization_id
),
confidence_of AS (
    SELECT
        organization_id,
        arg_max(confidence, list_position(['verified', 'probable', 'inferred', 'unverified'], confidence)) AS confidence
    FROM (
        SELECT organization_id, confidence FROM organizations
        UNION ALL
        SELECT organization_id, confidence FROM identifiers
        WHERE identifier_id IN (organization_id || '.wikidata', organization_id || '.ror')
        UNION ALL
        SELECT organization_id, confidence FROM errata_of
    )
    GROUP BY organization_id
)
SELECT
    organization_id, o.name, o.acronym, o.kind, o.country_code, o.start_year, o.start_event, o.website,
    w.identifier AS wikidata_id, r.identifier AS ror_id,
    clusters, themes, groups, roles, agreements, mandates, lines,
    n.confidence, errata
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
JOIN confidence_of n USING (organization_id)
LEFT JOIN keys_of_errata USING (organization_id)
ORDER BY o.name
