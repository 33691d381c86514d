-- Full text. Words are cut and folded by the program, so these tables split at spaces only; they hold no text (contentless),
-- which keeps them small: what is shown is read from the repository.

-- Words of pages; rowid = pages.path_id. Of a large page: names and headings, and the words of its first portion.
CREATE VIRTUAL TABLE page_words USING fts5(
  title,    -- title, and last segment of the path
  headings, -- path, headings, tags, category
  body,     -- text without front matter
  content = '', contentless_delete = 1, tokenize = "ascii tokenchars '+#'"
);

-- Words of the further portions of large pages; rowid as page_portions.id.
CREATE VIRTUAL TABLE portion_words USING fts5(
  body,
  content = '', contentless_delete = 1, tokenize = "ascii tokenchars '+#'"
);

CREATE TABLE page_portions (
  id INTEGER PRIMARY KEY,         -- stable until the next rebuild
  page_id INTEGER NOT NULL,       -- pages.path_id
  text_start INTEGER NOT NULL     -- where the portion begins in the page's text, in UTF-16 units
) STRICT;

CREATE UNIQUE INDEX page_portions_by_page ON page_portions (page_id, text_start);

-- Names of pages as words: what an exact title is found by, and which known words a page holds.
CREATE TABLE page_names (
  page_id INTEGER PRIMARY KEY, -- pages.path_id
  title TEXT NOT NULL,         -- words of the title, a space between two
  name TEXT NOT NULL,          -- words of the path's last segment, likewise
  path TEXT NOT NULL,          -- words of the whole path, likewise
  known TEXT NOT NULL          -- words that this page adds to known_words, likewise, each once
) STRICT;

CREATE INDEX page_names_by_title ON page_names (title);
CREATE INDEX page_names_by_name ON page_names (name);
CREATE INDEX page_names_by_path ON page_names (path);

-- Words of titles and headings, which misspelt words are compared with.
CREATE TABLE known_words (
  id INTEGER PRIMARY KEY,     -- stable until the next rebuild
  word TEXT NOT NULL UNIQUE,  -- folded
  pages INTEGER NOT NULL      -- how many pages have it
) STRICT;

-- Trigrams of known_words between their edges: ^iran^; rowid = known_words.id.
CREATE VIRTUAL TABLE known_trigrams USING fts5(
  word,
  content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1', detail = column
);
