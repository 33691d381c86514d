-- index.db: everything here is derived from the repository and can be made again from nothing.
-- Object names are 40 hexadecimal digits; times are seconds since 1970; paths are as in git's tree.
-- No foreign keys: one writer fills these tables in one transaction with meta.index_head.

CREATE TABLE meta (
  id INTEGER PRIMARY KEY CHECK (id = 1), -- one row
  index_head TEXT,                       -- the commit that every table stands at; NULL: nothing indexed yet
  head_seq INTEGER NOT NULL,             -- commits.seq of index_head; 0: none
  derivation TEXT NOT NULL,              -- version of the code that derived the rows; another one means: rebuild
  link_style TEXT NOT NULL,              -- order inside [[…]] under which links were read
  file_count INTEGER NOT NULL,           -- rows in files
  page_count INTEGER NOT NULL,           -- rows in pages
  content_bytes INTEGER NOT NULL         -- sum of files.size
) STRICT;

INSERT INTO meta VALUES (1, NULL, 0, '', '', 0, 0, 0);

-- The line from HEAD back along first parents; seq counts from its first commit.
CREATE TABLE commits (
  seq INTEGER PRIMARY KEY,         -- 1, 2, 3, … from the oldest commit to HEAD
  oid TEXT NOT NULL UNIQUE,        -- the commit
  authored_at INTEGER NOT NULL,    -- the author's time, kept within the years 1970 to 9999
  committed_at INTEGER NOT NULL,   -- the committer's time, likewise
  author_name TEXT NOT NULL,       -- at most 200 characters
  author_email TEXT NOT NULL,      -- at most 200 characters
  message TEXT NOT NULL,           -- at most 4,000 characters
  is_message_cut INTEGER NOT NULL, -- 1: the whole message is in the repository only
  is_merge INTEGER NOT NULL,       -- 1: has several parents; its changes are those against the first
  touched INTEGER NOT NULL         -- rows in changes
) STRICT;

-- Every other commit that HEAD reaches: it may be named as a revision, but is in no listing.
CREATE TABLE side_commits (
  oid TEXT PRIMARY KEY,       -- the commit
  merged_seq INTEGER NOT NULL -- the commit of the line that brought it in
) STRICT, WITHOUT ROWID;

CREATE TABLE paths (
  id INTEGER PRIMARY KEY,   -- stable until the next rebuild; also the id of a page
  path TEXT NOT NULL UNIQUE -- a file that is or was in the tree
) STRICT;

CREATE TABLE changes (
  path_id INTEGER NOT NULL, -- paths.id
  seq INTEGER NOT NULL,     -- commits.seq
  blob TEXT,                -- the file after the commit; NULL: gone, or no regular file any more
  PRIMARY KEY (path_id, seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX changes_by_commit ON changes (seq);

CREATE TABLE moves (
  to_id INTEGER NOT NULL,   -- paths.id of the new name, which this commit created
  seq INTEGER NOT NULL,     -- commits.seq
  from_id INTEGER NOT NULL, -- paths.id of the old name, which this commit removed
  PRIMARY KEY (to_id, seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX moves_away ON moves (from_id, seq);
CREATE INDEX moves_by_commit ON moves (seq);

-- Regular files at index_head.
CREATE TABLE files (
  path_id INTEGER PRIMARY KEY, -- paths.id
  path TEXT NOT NULL UNIQUE,   -- Actors/Iran.md
  folder TEXT NOT NULL,        -- Actors; empty at the root
  fold TEXT NOT NULL,          -- the key under which spellings meet; of the page's path where it is a page
  is_page INTEGER NOT NULL,    -- 1: has a row in pages
  mode TEXT NOT NULL,          -- 100644 or 100755
  oid TEXT NOT NULL,           -- the blob
  size INTEGER NOT NULL,       -- bytes
  seq INTEGER NOT NULL         -- the last commit that changed it: its revision
) STRICT;

CREATE INDEX files_by_fold ON files (fold);
CREATE INDEX files_by_folder ON files (folder, path);

-- Folders at index_head that hold a file somewhere below; the root has no row.
CREATE TABLE folders (
  path TEXT PRIMARY KEY,   -- Actors/Living
  parent TEXT NOT NULL,    -- Actors; empty at the root
  fold TEXT NOT NULL,      -- the key under which spellings meet
  files INTEGER NOT NULL,  -- files below, at any depth
  pages INTEGER NOT NULL   -- those of them that are pages
) STRICT, WITHOUT ROWID;

CREATE INDEX folders_by_fold ON folders (fold);
CREATE INDEX folders_by_parent ON folders (parent, path);

-- Pages at index_head, and what their texts say.
CREATE TABLE pages (
  path_id INTEGER PRIMARY KEY, -- paths.id of the file
  path TEXT NOT NULL UNIQUE,   -- Actors/Iran
  folder TEXT NOT NULL,        -- as files.folder
  fold TEXT NOT NULL,          -- as files.fold
  title TEXT NOT NULL,         -- front matter, else first heading, else the last segment of the path
  category TEXT,               -- front matter, or NULL
  tags TEXT NOT NULL,          -- JSON array of strings, in the writer's order
  words INTEGER NOT NULL,      -- words of the body
  front_matter TEXT,           -- JSON object, or NULL
  is_text INTEGER NOT NULL     -- 0: not UTF-8
) STRICT;

CREATE INDEX pages_by_fold ON pages (fold);
CREATE INDEX pages_by_folder ON pages (folder, path);

-- What pages are filtered by; keys are case-folded.
CREATE TABLE page_labels (
  kind TEXT NOT NULL,       -- category or tag
  label TEXT NOT NULL,      -- lower case
  path_id INTEGER NOT NULL, -- pages.path_id
  PRIMARY KEY (kind, label, path_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX page_labels_by_page ON page_labels (path_id);

-- Pages whose text was not read yet: large ones, and those of large changes. Read right after the turn.
CREATE TABLE waiting_texts (
  path_id INTEGER PRIMARY KEY, -- pages.path_id
  next_offset INTEGER NOT NULL -- where in the text full-text indexing goes on; 0: nothing was read
) STRICT;
