WITH {own}
SELECT
    cluster_id AS source_id, organization_id AS target_id, 'tie' AS kind,
    string_agg(h.name, '; ' ORDER BY h.position) AS label
FROM cooperation_ties LEFT JOIN themes h USING (cluster_id, theme_id)
GROUP BY ALL
UNION ALL
SELECT member_organization_id, group_organization_id, 'membership', 'member' FROM memberships
UNION ALL
SELECT holder_organization_id, organization_id, 'role', string_agg(role, '; ' ORDER BY role) FROM roles GROUP BY ALL
UNION ALL
SELECT organization_id, parent_organization_id, 'secretariat', NULL
FROM organizations
WHERE organization_id IN (FROM own) AND parent_organization_id IN (FROM own)
ORDER BY kind, source_id, target_id
