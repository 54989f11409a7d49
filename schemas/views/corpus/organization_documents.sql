SELECT
    organization_id,
    document_id,
    count(*) AS mentions,
    arg_min(passage_id, start_char) AS first_passage_id
FROM mentions
WHERE organization_id IS NOT NULL AND NOT in_furniture
GROUP BY organization_id, document_id
ORDER BY organization_id, mentions DESC, document_id
