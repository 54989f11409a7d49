SELECT
    CASE kind WHEN 'resolution' THEN 'Resolution Conf. ' ELSE 'Decision ' END || number AS label,
    count(DISTINCT document_id) AS documents,
    count(*) AS citations,
    -- By the numbers of the meetings: the longer is the larger.
    string_agg(DISTINCT revision, '; ' ORDER BY length(revision), revision) AS revisions
FROM citations
WHERE NOT in_address AND NOT in_furniture
GROUP BY kind, number
ORDER BY documents DESC, citations DESC, label
