/**
 * Looks at everything that must hold for the service to be well, and says what to do where it
 * does not. It changes nothing, except that a wiki repairs what it repairs whenever it is opened: a lost branch, its index.
 *
 * @module
 */
import type { WikiRow } from "../db/platform/wikis.ts";
import { namesIn } from "../git/durable_file.ts";
import { verifyReachable } from "../git/fsck.ts";
import { messageWithCauses } from "../errors.ts";
import type { House } from "../wiki/house.ts";
import type { BorrowedWiki } from "../wiki/open_wikis.ts";

/** One thing that was looked at. */
export interface Finding {
  /** What was looked at: `data folder`, `wiki garden`. */
  readonly subject: string;
  readonly isGood: boolean;
  readonly message: string;
}

/** Looks at the data folder, the platform database and every wiki, one after the other. */
export async function examine(house: House): Promise<Finding[]> {
  const findings = [
    await look("data folder", () => examineFolder(house.config.dataDir)),
    await look("robot.db", () => examineDatabase(house)),
    await look("wikis", () => examineFolders(house)),
  ];
  for (const row of house.platform.wikis.list()) {
    const subject = `wiki ${row.slug}`;
    findings.push(await look(subject, () => examineWiki(house, row)));
  }
  return findings;
}

/** A problem that was found while looking. */
class Problem extends Error {}

async function look(
  subject: string,
  examineIt: () => string | Promise<string>,
): Promise<Finding> {
  try {
    return { subject, isGood: true, message: await examineIt() };
  } catch (error) {
    return {
      subject,
      isGood: false,
      message: messageWithCauses(error),
    };
  }
}

function examineFolder(dataDir: string): string {
  const mode = Deno.statSync(dataDir).mode ?? 0;
  if ((mode & 0o007) !== 0) {
    throw new Problem(
      `${dataDir} can be opened by everybody: chmod o-rwx ${dataDir}`,
    );
  }
  const probe = Deno.makeTempFileSync({ dir: dataDir, prefix: "doctor-" });
  Deno.removeSync(probe);
  return `${dataDir} can be written`;
}

function examineDatabase(house: House): string {
  const row = house.platform.db.prepare("PRAGMA quick_check(1)").get();
  const verdict = Object.values(row ?? {})[0];
  if (verdict !== "ok") {
    throw new Problem(`robot.db is damaged (${verdict}): restore a backup`);
  }
  const { users, wikis } = house.platform;
  return `users: ${users.list().length}, wikis: ${wikis.list().length}`;
}

/** A folder that no wiki has keeps its name from being used. A restored backup can leave one. */
function examineFolders({ config, platform }: House): string {
  const folder = `${config.dataDir}/wikis`;
  const stray = namesIn(folder).sort().filter((slug) =>
    platform.wikis.find(slug) === undefined
  );
  if (stray.length > 0) {
    throw new Problem(
      `folders that belong to no wiki: ${
        stray.join(", ")
      }: move them out of ${folder}`,
    );
  }
  return "each folder belongs to a wiki";
}

async function examineWiki(house: House, row: WikiRow): Promise<string> {
  const remedy =
    `restore wikis/${row.slug} from a backup, or its repo.git from a clone`;
  using borrowed = openForLook(house, row, remedy);
  const { repo, index } = borrowed.wiki;
  const head = repo.head();
  if (head === null) return "empty";
  const { problems } = await verifyReachable(repo.store, [head]);
  const errors = problems.filter(({ level }) => level === "error");
  const [first] = errors;
  if (first !== undefined) {
    throw new Problem(
      `objects of repo.git that are not whole: ${errors.length}, first ${first.oid}: ${first.problem}: ${remedy}`,
    );
  }
  if (index.head() !== head) {
    throw new Problem(
      `the index stands at ${index.head()}, HEAD is ${head}: robot reindex ${row.slug}`,
    );
  }
  return `HEAD ${head}, every object is whole`;
}

/** Opens a wiki and reads its branch; what cannot be opened is told with the remedy. */
function openForLook(house: House, row: WikiRow, remedy: string): BorrowedWiki {
  try {
    const borrowed = house.openWikis.borrow(row);
    borrowed.wiki.repo.head();
    return borrowed;
  } catch (error) {
    throw new Problem(`${messageWithCauses(error)}: ${remedy}`);
  }
}
