-- The platform: people, wikis, who belongs to which, and what lets them in.
-- Times are ISO 8601 UTC text. Rows name a wiki by its id, never by its slug.

CREATE TABLE users (
  did TEXT PRIMARY KEY,        -- decentralised identifier: did:plc:…, did:web:…
  handle TEXT NOT NULL,        -- as last seen, without @; may change hands, so nothing is keyed by it
  name TEXT NOT NULL,          -- shown to people; author of commits
  created_at TEXT NOT NULL     -- first sign-in, or made by the operator
) STRICT;

CREATE INDEX users_by_handle ON users (lower(handle));

CREATE TABLE wikis (
  id TEXT PRIMARY KEY,             -- random, never used again
  slug TEXT NOT NULL UNIQUE,       -- first label of the host name; free again after deletion
  owner_did TEXT NOT NULL REFERENCES users (did),
  name TEXT NOT NULL,              -- shown to people
  description TEXT NOT NULL,       -- one sentence, may be empty
  read_access TEXT NOT NULL,       -- ANONYMOUS | REGISTERED | APPROVED; anything else counts as APPROVED
  write_access TEXT NOT NULL,      -- likewise
  attachment_access TEXT NOT NULL, -- likewise
  suspended TEXT,                  -- why nobody may use it now, or NULL
  created_at TEXT NOT NULL
) STRICT;

CREATE INDEX wikis_by_owner ON wikis (owner_did);

CREATE TABLE members (
  wiki_id TEXT NOT NULL REFERENCES wikis (id) ON DELETE CASCADE,
  did TEXT NOT NULL,           -- may be invited before the first sign-in, so not a reference
  role TEXT NOT NULL CHECK (role IN ('viewer', 'editor', 'admin')),
  added_at TEXT NOT NULL,
  PRIMARY KEY (wiki_id, did)
) STRICT, WITHOUT ROWID;

CREATE INDEX members_by_did ON members (did);

CREATE TABLE tokens (
  id TEXT PRIMARY KEY,         -- random; names the token in lists and commands
  hash BLOB NOT NULL UNIQUE,   -- SHA-256 of the token, which is stored nowhere
  wiki_id TEXT NOT NULL REFERENCES wikis (id) ON DELETE CASCADE,
  did TEXT NOT NULL REFERENCES users (did) ON DELETE CASCADE,
  name TEXT NOT NULL,          -- what its maker calls it
  scope TEXT NOT NULL CHECK (scope IN ('wiki:read', 'wiki:write', 'wiki:suggest')),
  created_at TEXT NOT NULL,
  expires_at TEXT,             -- NULL: never
  last_used_at TEXT,
  revoked_at TEXT              -- NULL: valid
) STRICT;

CREATE INDEX tokens_by_wiki ON tokens (wiki_id);

CREATE TABLE sessions (
  id TEXT PRIMARY KEY,         -- random; named by the session's JWT
  did TEXT NOT NULL REFERENCES users (did) ON DELETE CASCADE,
  created_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,    -- moved on while the session is used
  revoked_at TEXT              -- NULL: valid
) STRICT;

CREATE INDEX sessions_by_did ON sessions (did);

CREATE TABLE signin_links (
  hash BLOB PRIMARY KEY,       -- SHA-256 of the secret in the link
  did TEXT NOT NULL REFERENCES users (did) ON DELETE CASCADE,
  created_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  used_at TEXT                 -- NULL: not yet used
) STRICT;

CREATE TABLE audit (
  id INTEGER PRIMARY KEY,      -- order of arrival
  at TEXT NOT NULL,
  event TEXT NOT NULL,         -- what happened, one word: token_created, signed_in, …
  actor_did TEXT,              -- who did it; NULL: the operator or nobody known
  wiki_id TEXT,                -- no reference: the entry outlives the wiki
  address TEXT,                -- network address of the client
  credential TEXT,             -- id of the session or token
  detail TEXT                  -- anything else, for people; never a secret
) STRICT;

CREATE INDEX audit_by_wiki ON audit (wiki_id, id);
