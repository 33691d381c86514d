/** `robot user delete` and `robot slug …`: people who leave, and the names that are held for them. @module */
import { AppError } from "../errors.ts";
import { deleteAccount } from "../wiki/account_deletion.ts";
import { BY_COMMAND_LINE, noteOfPerson } from "../wiki/audit.ts";
import { type Command, findUser } from "./command.ts";

const deleteUser: Command<{ deleted: string; wikis: readonly string[] }> = {
  words: ["user", "delete"],
  summary:
    "Delete a person's account with their wikis, tokens and memberships, for good.",
  args: [{ name: "did|handle", help: "The person." }],
  options: { yes: { help: "Really." } },
  async run(house, call) {
    const { did } = findUser(house, call.args["did|handle"]!);
    const wikis = house.platform.wikis.listOwnedBy(did)
      .map(({ slug }) => slug);
    if (call.options["yes"] !== true) {
      throw new AppError(
        "invalid",
        `Cannot delete "${did}" without --yes: nothing brings the account back${
          wikis.length === 0 ? "" : `, nor the wikis ${wikis.join(", ")}`
        }`,
      );
    }
    await deleteAccount(house, did);
    return { deleted: did, wikis };
  },
  text: ({ deleted, wikis }) =>
    [`Deleted ${deleted}`, ...wikis.map((slug) => `with wiki ${slug}`)]
      .join("\n"),
};

/** A name that is held, as the command line shows it. */
interface ShownHold {
  readonly slug: string;
  readonly did: string;
  readonly heldUntil: string;
}

const listHeld: Command<{ held: readonly ShownHold[] }> = {
  words: ["slug", "list"],
  summary:
    "List the names of deleted wikis and accounts that are held for their former owner.",
  args: [],
  options: {},
  run: ({ platform, now }) => ({
    held: platform.heldSlugs.list(now().toISOString()),
  }),
  text: ({ held }) =>
    held.length === 0
      ? "No name is held"
      : held.map(({ slug, did, heldUntil }) =>
        `${slug}\t${did}\tuntil ${heldUntil.slice(0, 10)}`
      ).join("\n"),
};

const release: Command<{ released: string }> = {
  words: ["slug", "release"],
  summary: "Let everybody have a held name at once.",
  args: [{ name: "slug", help: "The name." }],
  options: {},
  run(house, call) {
    const slug = call.args["slug"]!;
    const at = house.now().toISOString();
    const held = house.platform.heldSlugs.find(slug, at);
    if (held === undefined) {
      throw new AppError(
        "not_found",
        `Cannot release "${slug}": it is not held`,
      );
    }
    house.platform.heldSlugs.release(slug);
    noteOfPerson(house, {
      ...BY_COMMAND_LINE,
      ...{ event: "slug_released", subject: held.did, detail: slug },
    });
    return { released: slug };
  },
  text: ({ released }) => `Everybody may have ${released} now`,
};

/** The commands. */
export const LEAVING_COMMANDS: readonly Command[] = [
  deleteUser,
  listHeld,
  release,
];
