-- Identity and the platform's own pages: signing in with ATProto, user names, grants of the operator, reports.

ALTER TABLE users ADD COLUMN username TEXT;       -- unique, never changed once chosen, one namespace with slugs; NULL: not chosen yet
ALTER TABLE users ADD COLUMN pds TEXT;            -- origin of the personal data server as of the last sign-in; NULL: unknown
ALTER TABLE users ADD COLUMN suspended TEXT;      -- why this person may not sign in or use tokens, shown to them; NULL: may
ALTER TABLE users ADD COLUMN max_wikis INTEGER;   -- wikis that this person may own; NULL: as everybody
ALTER TABLE users ADD COLUMN last_signin_at TEXT; -- NULL: never
ALTER TABLE users ADD COLUMN leaving_at TEXT;     -- the deletion of the account was begun then and is finished at start; NULL: stays

CREATE UNIQUE INDEX users_by_username ON users (username);

ALTER TABLE wikis ADD COLUMN max_history_bytes INTEGER;    -- of all stored objects; NULL: as all wikis
ALTER TABLE wikis ADD COLUMN max_attachment_bytes INTEGER; -- of one file; NULL: as all wikis
ALTER TABLE wikis ADD COLUMN max_members INTEGER;          -- beside the owner; NULL: as all wikis
ALTER TABLE wikis ADD COLUMN serves_handle INTEGER NOT NULL DEFAULT 0; -- 1: /.well-known/atproto-did names the owner

ALTER TABLE members ADD COLUMN invited_handle TEXT; -- the handle by which the person was invited, shown until the first sign-in
ALTER TABLE members ADD COLUMN invited_by TEXT;     -- DID of who invited; NULL: the operator

ALTER TABLE sessions ADD COLUMN address TEXT;      -- network address at sign-in
ALTER TABLE sessions ADD COLUMN user_agent TEXT;   -- the browser's own words, shortened
ALTER TABLE sessions ADD COLUMN last_used_at TEXT; -- when it was last used, to about ten minutes; NULL: not since sign-in
ALTER TABLE sessions ADD COLUMN checked_at TEXT;   -- when the account was last known to be active; NULL: at sign-in

-- Revoked tokens stay, for the log; lists pass them over.
CREATE INDEX kept_tokens ON tokens (wiki_id, created_at DESC, id) WHERE revoked_at IS NULL;
CREATE INDEX tokens_by_person ON tokens (did, created_at DESC, id);

CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE oauth_states (
  id TEXT PRIMARY KEY,       -- SHA-256 of the state parameter, in hex
  sealed BLOB NOT NULL,      -- AES-256-GCM: PKCE verifier, DPoP key, where the flow goes
  expires_at TEXT NOT NULL
) STRICT;

CREATE INDEX oauth_states_by_expiry ON oauth_states (expires_at);

CREATE TABLE oauth_sessions (
  id TEXT PRIMARY KEY,       -- SHA-256 of DID and number of the sign-in, in hex
  sealed BLOB NOT NULL,      -- AES-256-GCM: the tokens of the personal data server, until they are revoked after the callback
  expires_at TEXT NOT NULL
) STRICT;

CREATE TABLE avatars (
  did TEXT PRIMARY KEY REFERENCES users (did) ON DELETE CASCADE,
  cid TEXT NOT NULL,         -- content address of the original
  type TEXT NOT NULL,        -- media type of what is stored
  bytes BLOB NOT NULL,       -- a small picture that was encoded here, never the original
  fetched_at TEXT NOT NULL
) STRICT;

CREATE TABLE held_slugs (
  slug TEXT PRIMARY KEY,     -- of a deleted wiki, or the user name of a deleted account
  did TEXT NOT NULL,         -- the former owner, who alone may use it again; no reference: accounts end
  held_until TEXT NOT NULL
) STRICT;

CREATE TABLE reports (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  wiki_id TEXT NOT NULL REFERENCES wikis (id) ON DELETE CASCADE,
  path TEXT NOT NULL,        -- address within the wiki
  reason TEXT NOT NULL,      -- in the reporter's words
  reporter_did TEXT,         -- NULL: not signed in
  address TEXT,              -- network address of the reporter
  closed_at TEXT,            -- NULL: open
  closed_by TEXT             -- DID of the operator who closed it
) STRICT;

CREATE INDEX open_reports ON reports (id) WHERE closed_at IS NULL;

ALTER TABLE audit ADD COLUMN subject_did TEXT; -- whom it was done to (the member, the suspended person); NULL: nobody else

CREATE INDEX audit_by_time ON audit (at);
CREATE INDEX audit_by_actor ON audit (actor_did, id);
CREATE INDEX audit_by_subject ON audit (subject_did, id);
CREATE INDEX audit_by_event ON audit (event, id);

CREATE TRIGGER audit_is_append_only BEFORE UPDATE ON audit
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;

-- Pruning writes an entry first, so the newest one is from the day of the pruning.
CREATE TRIGGER audit_keeps_young_entries BEFORE DELETE ON audit
WHEN old.at >= (SELECT strftime('%Y-%m-%dT%H:%M:%fZ', max(at), '-180 days') FROM audit)
BEGIN
  SELECT RAISE(ABORT, 'entries of the audit log are kept for 180 days');
END;
