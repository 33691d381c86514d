/**
 * An index that follows a repository made by the real `git`, without a house around it.
 *
 * @module
 */
import assert from "node:assert/strict";
import { readMigrations } from "../../src/db/database.ts";
import { IndexDatabase } from "../../src/db/index/index_database.ts";
import { indexDump } from "./index_dump.ts";
import {
  createWikiDatabase,
  type WikiDatabase,
} from "../../src/db/wiki/wiki_database.ts";
import { Repository } from "../../src/git/repository.ts";
import type { Log } from "../../src/log.ts";
import { ThreadStarter } from "../../src/threads/thread_starter.ts";
import { catchUp, rebuildIndex } from "../../src/wiki/index_follower.ts";
import { forOperator, type ReadableWiki } from "../../src/wiki/access.ts";
import { indexWaitingTexts } from "../../src/wiki/waiting_texts.ts";
import type { House } from "../../src/wiki/house.ts";
import type { WikiRow } from "../../src/db/platform/wikis.ts";
import { RealRepository } from "./real_repository.ts";

const ROW: WikiRow = {
  id: "wiki-1",
  slug: "dev",
  ownerDid: "did:plc:alice",
  name: "Dev",
  description: "",
  readAccess: "APPROVED",
  writeAccess: "APPROVED",
  attachmentAccess: "APPROVED",
  suspended: null,
  createdAt: "2026-01-01T00:00:00.000Z",
};

/** A repository, and what follows it. */
export class FollowedWiki implements AsyncDisposable {
  readonly made: RealRepository;
  readonly folder: string;
  readonly repo: Repository;
  readonly index: IndexDatabase;
  readonly records: WikiDatabase;
  readonly threads = new ThreadStarter();
  /** Events that were logged, with the error's message. */
  readonly events: string[] = [];
  #elapsedMs = 0;

  private constructor(made: RealRepository) {
    this.made = made;
    this.folder = made.folder;
    this.repo = Repository.open(made.dir, {
      // Each look at the branch is a second later: what the real git moved is seen at once.
      monotonicMs: () => this.#elapsedMs += 1000,
    });
    this.index = IndexDatabase.open(
      `${made.folder}/index.db`,
      readMigrations(".", "index"),
    );
    this.records = createWikiDatabase(
      `${made.folder}/wiki.db`,
      readMigrations(".", "wiki"),
      "wiki-1",
    );
  }

  static async create(): Promise<FollowedWiki> {
    return new FollowedWiki(await RealRepository.create());
  }

  /** As the follower wants it. */
  get #files() {
    const { repo, index, records, folder, threads } = this;
    return { repo, index, records, folder, threads };
  }

  readonly log: Log = (_level, event, _fields, error) => {
    const message = error instanceof Error ? ` ${error.message}` : "";
    this.events.push(`${event}${message}`);
  };

  /** Brings the index to HEAD, waiting texts too; fails where that needs a worker. */
  follow(): void {
    catchUp(this.#files, this.log);
    indexWaitingTexts(this.#files, Infinity, this.log);
    assert.equal(this.index.head(), this.repo.head(), this.events.join("\n"));
  }

  /** A key to read (and write) with, as the operator has it. */
  get readable(): ReadableWiki {
    const now = () => new Date("2026-11-20T12:00:00Z");
    const watch = { announce: () => {} };
    // What opening and searching ask of it.
    const house = { log: this.log, now, watch } as unknown as House;
    return forOperator(house, { ...this.#files, row: ROW });
  }

  /** Fails unless the index is what a fresh rebuild gives. */
  async assertAsRebuilt(): Promise<void> {
    const followed = indexDump(this.index);
    await rebuildIndex(this.#files, this.log);
    assert.equal(followed, indexDump(this.index));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.index.close();
    this.records.close();
    this.repo.close();
    this.threads[Symbol.dispose]();
    await this.made[Symbol.asyncDispose]();
  }
}
