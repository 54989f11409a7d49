SELECT
    'CoP' || split_part(number, '.', 1)::BIGINT AS meeting_id,
    count(DISTINCT document_id) AS documents,
    count(*) FILTER (kind = 'resolution') AS resolutions,
    count(*) FILTER (kind = 'decision') AS decisions
FROM citations
WHERE NOT in_address AND NOT in_furniture
GROUP BY meeting_id
ORDER BY meeting_id[4:]::BIGINT
