-- What keeping order needs: headings, anchors, pages that say nothing, front matter that does not parse.

ALTER TABLE pages ADD COLUMN is_empty INTEGER NOT NULL DEFAULT 0;             -- 1: the text holds nothing but headings
ALTER TABLE pages ADD COLUMN has_bad_front_matter INTEGER NOT NULL DEFAULT 0; -- 1: there is some, and it cannot be read

CREATE INDEX empty_pages ON pages (path) WHERE is_empty = 1;
CREATE INDEX bad_front_matter ON pages (path) WHERE has_bad_front_matter = 1;
CREATE INDEX pages_by_size ON files (size) WHERE is_page = 1;
CREATE INDEX pages_by_change ON files (seq) WHERE is_page = 1;
CREATE INDEX attachments ON files (path) WHERE is_page = 0;

-- Headings of each page, in order; what a heading is found and linked by.
CREATE TABLE headings (
  page_id INTEGER NOT NULL,  -- pages.path_id
  position INTEGER NOT NULL, -- 0, 1, 2, … from the top
  level INTEGER NOT NULL,    -- 1 to 6
  id TEXT NOT NULL,          -- as the renderer gives it: early-years
  text TEXT NOT NULL,        -- what a reader sees, at most 200 characters
  fold TEXT NOT NULL,        -- text in lower case
  PRIMARY KEY (page_id, position)
) STRICT, WITHOUT ROWID;

-- Ids that a page's raw HTML gives: links may lead there too.
CREATE TABLE written_ids (
  page_id INTEGER NOT NULL, -- pages.path_id
  id TEXT NOT NULL,         -- as written
  PRIMARY KEY (page_id, id)
) STRICT, WITHOUT ROWID;

-- Links to a place within a page. Where they lead is asked when reading, as with links.
CREATE TABLE anchors (
  source_id INTEGER NOT NULL, -- pages.path_id of the page that holds the link
  target TEXT NOT NULL,       -- as links.target; empty with is_own
  second TEXT NOT NULL,       -- as links.second
  fragment TEXT NOT NULL,     -- as the writer gave it, decoded: Early years
  id TEXT NOT NULL,           -- the id that it means
  is_own INTEGER NOT NULL,    -- 1: a place of the page that holds the link
  PRIMARY KEY (source_id, target, second, fragment, id, is_own)
) STRICT, WITHOUT ROWID;

-- Links whose key several files have, or no file and several folders, and that name none of them exactly. A whole wiki is looked
-- through key by key.
CREATE VIEW unclear_links (fold, source_id, target) AS
SELECT fold, source_id, target
FROM links
WHERE is_embed = 0 AND fold <> ''
AND NOT EXISTS (SELECT 1 FROM files WHERE files.path IN (links.target, links.target || '.md'))
AND (
  EXISTS (SELECT 1 FROM files WHERE files.fold = links.fold)
  OR NOT EXISTS (SELECT 1 FROM folders WHERE folders.path = links.target)
);
