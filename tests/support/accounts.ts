/** A platform database with people in it, and a clock that the test moves. @module */
import { readMigrations } from "../../src/db/database.ts";
import {
  openPlatformDatabase,
  type PlatformDatabase,
} from "../../src/db/platform/platform_database.ts";

/** Where migrations and static files are. */
const ASSETS = new URL("../..", import.meta.url).pathname;

/** People, two wikis' rows, a clock. */
export interface Accounts extends Disposable {
  readonly folder: string;
  readonly platform: PlatformDatabase;
  readonly now: () => Date;
  readonly randomBytes: (length: number) => Uint8Array;
  /** Moves the clock on. */
  wait(time: { seconds?: number; minutes?: number; hours?: number }): void;
}

/** Alice and Bob, the wikis `apples` (Alice's) and `pears` (Bob's), 2026-11-20 12:00 UTC. */
export function accounts(): Accounts {
  const folder = Deno.makeTempDirSync({ prefix: "robot-accounts-" });
  const platform = openPlatformDatabase(
    `${folder}/robot.db`,
    readMigrations(ASSETS, "platform"),
  );
  let now = Date.parse("2026-11-20T12:00:00.000Z");
  const createdAt = new Date(now).toISOString();
  for (const handle of ["alice.example", "bob.example"]) {
    const name = handle.split(".")[0]!;
    platform.users.put({ did: `did:plc:${name}`, handle, name, createdAt });
  }
  for (
    const [slug, ownerDid] of [["apples", "did:plc:alice"], [
      "pears",
      "did:plc:bob",
    ]] as const
  ) {
    platform.wikis.add({
      id: `id-of-${slug}`,
      slug,
      ownerDid,
      name: slug,
      description: "",
      readAccess: "APPROVED",
      writeAccess: "APPROVED",
      attachmentAccess: "APPROVED",
      suspended: null,
      createdAt,
    });
  }
  return {
    folder,
    platform,
    now: () => new Date(now),
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    wait({ seconds = 0, minutes = 0, hours = 0 }) {
      now += ((hours * 60 + minutes) * 60 + seconds) * 1000;
    },
    [Symbol.dispose]() {
      platform.close();
      Deno.removeSync(folder, { recursive: true });
    },
  };
}
