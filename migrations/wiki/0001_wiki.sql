-- What belongs to one wiki and cannot be derived from its repository.
-- Times are ISO 8601 UTC text.

CREATE TABLE wiki (
  one INTEGER PRIMARY KEY CHECK (one = 1), -- there is exactly one row
  id TEXT NOT NULL,                        -- id of the wiki in the platform's database: a folder that changed places is noticed
  preferences_version INTEGER NOT NULL     -- grows with each change of a preference; part of ETags
) STRICT;

CREATE TABLE preferences (
  name TEXT PRIMARY KEY,       -- WIKILINK_STYLE, HOME_PAGE, …
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE provenance (
  commit_oid TEXT PRIMARY KEY, -- the commit, 40 hexadecimal digits
  did TEXT,                    -- who; NULL: an anonymous visitor or the service itself
  handle TEXT,                 -- as it was then
  door TEXT NOT NULL,          -- web, api, mcp, git, cli
  token_id TEXT,               -- the token that was used, or NULL
  agent TEXT,                  -- the program that acted, as it called itself, or NULL
  client TEXT,                 -- the registered client or token name, or NULL
  session TEXT,                -- the agent's session, or NULL
  at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
