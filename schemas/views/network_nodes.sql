SELECT cluster_id AS node_id, name AS label, 'cluster' AS kind
FROM clusters
UNION ALL
SELECT organization_id, name, kind
FROM organizations
WHERE organization_id IN (SELECT unnest([source_id, target_id]) FROM network_edges)
ORDER BY node_id
