/** `robot key …`: the keys of the service, and their replacement. @module */
import { AppError } from "../errors.ts";
import { BY_COMMAND_LINE, noteOfPerson } from "../wiki/audit.ts";
import type { ServiceKey } from "../wiki/house.ts";
import type { Command } from "./command.ts";

const listKeys: Command<readonly ServiceKey[]> = {
  words: ["key", "list"],
  summary: "List the keys of the service: which sign, which only verify.",
  args: [],
  options: {},
  run: (house) => house.keys.list(),
  text: (keys) => keys.map(lineOf).join("\n"),
};

const rotateKey: Command<ServiceKey> = {
  words: ["key", "rotate"],
  summary:
    "Give a key a successor. Nobody is signed out, and no second step is needed.",
  args: [{
    name: "session|atproto",
    help:
      "session signs the cookies, at once; atproto is how people's servers know this service, and signs after 15 minutes.",
  }],
  options: {},
  async run(house, call) {
    const purpose = call.args["session|atproto"]!;
    if (purpose !== "session" && purpose !== "atproto") {
      throw new AppError(
        "invalid",
        `Cannot replace a key called "${purpose}": there are session and atproto`,
      );
    }
    const made = await house.keys.rotate(purpose);
    noteOfPerson(house, {
      ...BY_COMMAND_LINE,
      event: "key_rotated",
      detail: `${purpose} ${made.kid}`,
    });
    house.log("info", "key_rotated", { purpose, kid: made.kid });
    return made;
  },
  text: lineOf,
};

function lineOf({ purpose, kid, state, signsFrom, endsAt }: ServiceKey) {
  const from = state === "next" ? ` from ${signsFrom} on` : "";
  const until = endsAt === null ? "" : `, dropped at ${endsAt}`;
  return `${purpose.padEnd(7)}  ${kid}  ${WORDS[state]}${from}${until}`;
}

const WORDS: Readonly<Record<ServiceKey["state"], string>> = {
  next: "published, signs",
  signing: "signs",
  old: "verifies what it has signed",
};

/** The commands that begin with `key`. */
export const KEY_COMMANDS: readonly Command[] = [listKeys, rotateKey];
