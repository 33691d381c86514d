-- Texts that are being written. A draft belongs to its writer alone; nobody else may read it.

CREATE TABLE drafts (
  did TEXT NOT NULL,           -- its writer; visitors keep theirs in the browser
  path TEXT NOT NULL,          -- page that it is for, which need not exist
  text TEXT NOT NULL,          -- the whole page as typed, also where one section was edited
  base TEXT NOT NULL,          -- revision that it began from; empty: the page was new
  saved_at TEXT NOT NULL,
  PRIMARY KEY (did, path)
) STRICT;

CREATE INDEX drafts_by_age ON drafts (saved_at);
