WITH secretariat AS (
    -- The Secretariat publishes the page; its parent is the Convention.
    SELECT organization_id, o.parent_organization_id
    FROM documents d
    JOIN names n ON n.name = d.publisher AND n.language = d.language
    JOIN organizations o USING (organization_id)
),
themes_of AS (
    SELECT cluster_id, organization_id, string_agg(h.name, '; ' ORDER BY h.position) AS themes
    FROM cooperation_ties LEFT JOIN themes h USING (cluster_id, theme_id)
    GROUP BY ALL
),
roles_of AS (
    SELECT organization_id, holder_organization_id, string_agg(role, '; ' ORDER BY role) AS roles
    FROM roles GROUP BY ALL
),
own_roles_of AS (
    SELECT organization_id, string_agg(DISTINCT role, '; ' ORDER BY role) AS roles
    FROM roles
    WHERE holder_organization_id IN (SELECT unnest([organization_id, parent_organization_id]) FROM secretariat)
    GROUP BY ALL
)
SELECT
    cluster_id AS source_id, organization_id AS target_id, 'tie' AS kind,
    nullif(concat_ws('; ', themes, roles), '') AS label
FROM themes_of LEFT JOIN own_roles_of USING (organization_id)
UNION ALL
SELECT member_organization_id, group_organization_id, 'membership', coalesce(roles, 'member')
FROM memberships
LEFT JOIN roles_of ON organization_id = group_organization_id AND holder_organization_id = member_organization_id
UNION ALL
SELECT organization_id, parent_organization_id, 'secretariat', NULL FROM secretariat
ORDER BY kind, source_id, target_id
