/** Names that are held for somebody: slugs of deleted wikis, user names of deleted accounts. @module */
import type { DatabaseSync } from "node:sqlite";

/** A name that only its former owner may use again. */
export interface HeldSlug {
  readonly slug: string;
  readonly did: string;
  readonly heldUntil: string;
}

/** Reads and writes `held_slugs` rows; how long a name is held is decided in `wiki/held_slugs.ts`. */
export class HeldSlugs {
  readonly #db: DatabaseSync;

  /** Uses a database opened by `openPlatformDatabase()`. */
  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** Who holds a name at a time, or `undefined`; a hold that is over is as none. */
  find(slug: string, at: string): HeldSlug | undefined {
    const row = this.#db.prepare(`
      SELECT slug, did, held_until AS heldUntil
      FROM held_slugs
      WHERE slug = ? AND held_until > ?
    `).get(slug, at);
    return row && { ...row } as unknown as HeldSlug;
  }

  /** Everything that is held at a time, by name. */
  list(at: string): HeldSlug[] {
    const rows = this.#db.prepare(`
      SELECT slug, did, held_until AS heldUntil
      FROM held_slugs
      WHERE held_until > ?
      ORDER BY slug
    `).all(at);
    return rows.map((row) => ({ ...row }) as unknown as HeldSlug);
  }

  /** Holds a name; whoever held it before does no more. */
  hold(held: HeldSlug): void {
    this.#db.prepare(`
      INSERT INTO held_slugs (slug, did, held_until)
      VALUES (?, ?, ?)
      ON CONFLICT (slug) DO UPDATE SET did = excluded.did, held_until = excluded.held_until
    `).run(held.slug, held.did, held.heldUntil);
  }

  /** Gives free what is held for somebody beyond a number of names; those that are held longest from now stay. */
  keepNewest(did: string, count: number): void {
    this.#db.prepare(`
      DELETE FROM held_slugs
      WHERE did = ?1 AND slug NOT IN (
        SELECT slug FROM held_slugs WHERE did = ?1 ORDER BY held_until DESC, rowid DESC LIMIT ?2
      )
    `).run(did, count);
  }

  /** Gives a name free; whether it was held. */
  release(slug: string): boolean {
    const { changes } = this.#db.prepare(`
      DELETE FROM held_slugs WHERE slug = ?
    `).run(slug);
    return Number(changes) > 0;
  }

  /** Removes the holds that are over; how many. */
  removeExpired(at: string): number {
    return Number(
      this.#db.prepare("DELETE FROM held_slugs WHERE held_until <= ?")
        .run(at).changes,
    );
  }
}
