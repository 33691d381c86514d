-- What each page names in its links. Whether a name leads somewhere is asked when reading, by its folded key: so a page that
-- appears or goes changes what every link to it means, and no other page needs to be read again.
CREATE TABLE links (
  source_id INTEGER NOT NULL,  -- pages.path_id of the page that holds the link
  target TEXT NOT NULL,        -- the path that the link names: Actors/Iran; empty: the home page
  second TEXT NOT NULL,        -- the path that it names where the first leads nowhere; empty: none
  is_embed INTEGER NOT NULL,   -- 1: a picture or the like, which is a file
  fold TEXT NOT NULL,          -- key of target, as files.fold
  second_fold TEXT NOT NULL,   -- key of second
  PRIMARY KEY (source_id, target, second, is_embed)
) STRICT, WITHOUT ROWID;

CREATE INDEX links_by_fold ON links (fold);
CREATE INDEX links_by_second_fold ON links (second_fold) WHERE second_fold <> '';

-- Links that lead to a page, by the rule of look-up: exactly this path, or the only file (page or not) with this key; the second
-- reading counts where the first leads to nothing at all.
CREATE VIEW followed_links (source_id, target_id) AS
SELECT links.source_id, files.path_id
FROM links JOIN files ON files.fold = links.fold
WHERE links.is_embed = 0 AND files.is_page = 1 AND (
  files.path = links.target || '.md' OR
  NOT EXISTS (SELECT 1 FROM files AS other WHERE other.fold = links.fold AND other.path_id <> files.path_id)
)
UNION ALL
SELECT links.source_id, files.path_id
FROM links JOIN files ON files.fold = links.second_fold
WHERE links.second_fold <> '' AND links.is_embed = 0 AND files.is_page = 1
AND NOT EXISTS (SELECT 1 FROM files AS first WHERE first.fold = links.fold)
AND NOT EXISTS (SELECT 1 FROM folders AS first WHERE first.fold = links.fold)
AND (
  files.path = links.second || '.md' OR
  NOT EXISTS (SELECT 1 FROM files AS other WHERE other.fold = links.second_fold AND other.path_id <> files.path_id)
);

-- Keys that several files have; or, where no file has it, several folders. Look-up then finds none but the exact path.
CREATE VIEW unclear_keys (fold) AS
SELECT fold FROM files GROUP BY fold HAVING count(*) > 1
UNION ALL
SELECT fold FROM folders
WHERE NOT EXISTS (SELECT 1 FROM files WHERE files.fold = folders.fold)
GROUP BY fold HAVING count(*) > 1;

-- Links that lead nowhere: no reading names a file or folder, or the first that does names several and none exactly.
CREATE VIEW broken_links (source_id, target) AS
SELECT source_id, target
FROM links
WHERE is_embed = 0 AND fold <> ''
AND NOT EXISTS (SELECT 1 FROM files WHERE files.fold = links.fold)
AND NOT EXISTS (SELECT 1 FROM folders WHERE folders.fold = links.fold)
AND (second_fold = '' OR (
  NOT EXISTS (SELECT 1 FROM files WHERE files.fold = links.second_fold)
  AND NOT EXISTS (SELECT 1 FROM folders WHERE folders.fold = links.second_fold)
))
UNION ALL
SELECT source_id, target
FROM links
WHERE is_embed = 0 AND fold IN (SELECT fold FROM unclear_keys)
AND NOT EXISTS (SELECT 1 FROM files WHERE files.path IN (links.target, links.target || '.md'))
AND (
  EXISTS (SELECT 1 FROM files WHERE files.fold = links.fold)
  OR NOT EXISTS (SELECT 1 FROM folders WHERE folders.path = links.target)
)
UNION ALL
SELECT source_id, target
FROM links
WHERE is_embed = 0 AND second_fold <> '' AND second_fold IN (SELECT fold FROM unclear_keys)
AND NOT EXISTS (SELECT 1 FROM files WHERE files.fold = links.fold)
AND NOT EXISTS (SELECT 1 FROM folders WHERE folders.fold = links.fold)
AND NOT EXISTS (SELECT 1 FROM files WHERE files.path IN (links.second, links.second || '.md'))
AND (
  EXISTS (SELECT 1 FROM files WHERE files.fold = links.second_fold)
  OR NOT EXISTS (SELECT 1 FROM folders WHERE folders.path = links.second)
);
