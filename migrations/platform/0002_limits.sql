-- What the operator grants one wiki beyond the limits of all.

ALTER TABLE wikis ADD COLUMN max_pages INTEGER;         -- NULL: as all wikis
ALTER TABLE wikis ADD COLUMN max_content_bytes INTEGER; -- of all files at HEAD; NULL: as all wikis
