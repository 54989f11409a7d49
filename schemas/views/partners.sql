WITH {own},
fellow_members AS (
    SELECT member_organization_id AS organization_id, group_organization_id
    FROM memberships
    WHERE group_organization_id IN (
        SELECT group_organization_id FROM memberships WHERE member_organization_id IN (FROM own)
    )
),
mandate AS (
    SELECT instrument_id, organization_id, framework_id, label FROM mandates
),
reasons AS (
    SELECT organization_id, 'cooperation_ties' AS table_name, tie_id AS row_id FROM cooperation_ties
    UNION ALL
    SELECT organization_id, 'memberships', concat_ws('/', group_organization_id, organization_id) FROM fellow_members
    UNION ALL
    SELECT organization_id, 'agreements', agreement_id FROM agreements WHERE organization_id IS NOT NULL
    UNION ALL
    SELECT m.organization_id, 'instrument_subjects', concat_ws('/', s.instrument_id, s.position)
    FROM mandate m
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
errata_of AS (
    SELECT DISTINCT organization_id, erratum_id, confidence
    FROM said JOIN row_errata USING (table_name, row_id) JOIN errata USING (erratum_id)
),
-- What each list of an organization holds, and in which order.
listed AS (
    SELECT organization_id, 'clusters' AS list, c.position, cluster_id AS item
    FROM (
        SELECT organization_id, cluster_id FROM cooperation_ties
        UNION ALL
        SELECT f.organization_id, t.cluster_id
        FROM fellow_members f JOIN cooperation_ties t ON t.organization_id = f.group_organization_id
    )
    JOIN clusters c USING (cluster_id)
    UNION ALL
    SELECT organization_id, 'themes', h.position, h.name FROM cooperation_ties JOIN themes h USING (theme_id)
    UNION ALL
    SELECT organization_id, 'groups', NULL, group_organization_id FROM fellow_members
    UNION ALL
    SELECT organization_id, 'roles', NULL, role FROM roles WHERE holder_organization_id IN (FROM own)
    UNION ALL
    SELECT group_organization_id, 'roles', NULL, 'member' FROM memberships WHERE member_organization_id IN (FROM own)
    UNION ALL
    SELECT organization_id, 'agreements', NULL, kind FROM agreements
    UNION ALL
    SELECT organization_id, 'mandates', NULL, label FROM mandate
    UNION ALL
    SELECT organization_id, 'lines', line_number, line_number::VARCHAR
    FROM said JOIN row_sources USING (table_name, row_id)
    UNION ALL
    SELECT organization_id, 'errata', NULL, erratum_id FROM errata_of
),
lists AS (
    SELECT
        organization_id,
        string_agg(item, '; ' ORDER BY position) FILTER (list = 'clusters') AS clusters,
        string_agg(item, '; ' ORDER BY position) FILTER (list = 'themes') AS themes,
        string_agg(item, '; ' ORDER BY item) FILTER (list = 'groups') AS groups,
        string_agg(item, '; ' ORDER BY item) FILTER (list = 'roles') AS roles,
        string_agg(item, '; ' ORDER BY item) FILTER (list = 'agreements') AS agreements,
        string_agg(item, '; ' ORDER BY item) FILTER (list = 'mandates') AS mandates,
        string_agg(item, '; ' ORDER BY position) FILTER (list = 'lines') AS lines,
        string_agg(item, '; ' ORDER BY item) FILTER (list = 'errata') AS errata
    FROM (SELECT DISTINCT * FROM listed) GROUP BY organization_id
),
confidence_of AS (
    SELECT
        organization_id,
        arg_max(confidence, list_position({confidences}, confidence)) AS confidence
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
JOIN lists USING (organization_id)
JOIN confidence_of n USING (organization_id)
ORDER BY o.name
