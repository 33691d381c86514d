/** `robot user …`: people, made known without a sign-in. @module */
import {
  createSigninSecret,
  SIGNIN_LINK_LIFETIME_MS,
} from "../auth/signin_links.ts";
import { openKeys } from "../auth/keys.ts";
import { startSession, VerifiedJwts } from "../auth/sessions.ts";
import { putUser } from "../auth/users.ts";
import { AppError } from "../errors.ts";
import { BY_COMMAND_LINE, noteOfPerson } from "../wiki/audit.ts";
import type { House } from "../wiki/house.ts";
import { type Command, findUser, option } from "./command.ts";

/** What `robot user create` answers. */
interface CreatedUser {
  readonly did: string;
  readonly handle: string;
  readonly name: string;
}

const createUser: Command<CreatedUser> = {
  words: ["user", "create"],
  summary: "Add a person, or correct the handle and name of one.",
  args: [{
    name: "did",
    help: "Decentralised identifier: did:plc:… or did:web:…",
  }],
  options: {
    handle: {
      value: "handle",
      isRequired: true,
      help: "Handle, such as alice.example.com.",
    },
    name: {
      value: "text",
      help: "Name shown to people; else the one it had, or the handle.",
    },
  },
  run(house, call) {
    const wanted = option(call, "handle")!.replace(/^@/, "");
    const holder = house.platform.users.findByHandle(wanted);
    if (holder !== undefined && holder.did !== call.args["did"]) {
      throw new AppError(
        "conflict",
        `Cannot use "${wanted}": it is the handle of ${holder.did}`,
      );
    }
    const before = house.platform.users.find(call.args["did"]!);
    const { did, handle, name } = putUser(house, {
      did: call.args["did"]!,
      handle: wanted,
      name: option(call, "name")?.trim() ||
        chosenName(house, call.args["did"]!) || wanted.toLowerCase(),
    });
    noteOfPerson(house, {
      ...BY_COMMAND_LINE,
      event: before === undefined ? "account_created" : "account_changed",
      ...{ subject: did, detail: `${name} (@${handle})` },
    });
    return { did, handle, name };
  },
  text: ({ did, handle, name }) => `${name} (@${handle}, ${did})`,
};

/** The name that somebody gave a person, which a new handle does not take away; not the handle that stood in for one. */
function chosenName(house: House, did: string): string | undefined {
  const known = house.platform.users.find(did);
  return known?.name === known?.handle ? undefined : known?.name;
}

/** What `robot user signin-link` answers. */
interface SigninLink {
  readonly url: string;
  readonly expiresAt: string;
}

/** Makes a one-time link that signs a person in; audited. */
export function makeSigninLink(house: House, did: string): SigninLink {
  const secret = createSigninSecret(house, did);
  const at = house.now();
  noteOfPerson(house, {
    ...BY_COMMAND_LINE,
    event: "signin_link_created",
    subject: did,
  });
  house.log("info", "signin_link_created", { did });
  return {
    url: `${house.config.origin}/auth/link?secret=${secret}`,
    expiresAt: new Date(at.getTime() + SIGNIN_LINK_LIFETIME_MS).toISOString(),
  };
}

const signinLink: Command<SigninLink> = {
  words: ["user", "signin-link"],
  summary: "Print a link that signs a person in once, within 15 minutes.",
  args: [{ name: "did|handle", help: "Whom it signs in." }],
  options: {},
  run: (house, call) =>
    makeSigninLink(house, findUser(house, call.args["did|handle"]!).did),
  text: ({ url }) => url,
};

/** What `robot user session` answers: the only time that the token is seen. */
interface NewSession {
  readonly token: string;
  readonly expiresAt: string;
}

/** Signs a person in for a program; audited. */
async function makeSession(house: House, did: string): Promise<NewSession> {
  const { config, platform, now, randomBytes } = house;
  const keys = await openKeys(config.dataDir, true, { now });
  const verified = new VerifiedJwts();
  const context = { platform, now, randomBytes, keys, verified };
  const from = { address: null, userAgent: "robot user session" };
  const { origin } = config;
  const { jwt, row } = await startSession({ ...context, origin }, did, from);
  noteOfPerson(house, {
    ...BY_COMMAND_LINE,
    ...{ event: "signed_in", subject: did, detail: `session ${row.id}` },
  });
  house.log("info", "signed_in", { did });
  return { token: jwt, expiresAt: row.expiresAt };
}

const session: Command<NewSession> = {
  words: ["user", "session"],
  summary: "Print a session token, with which a program uses /api for a day.",
  args: [{ name: "did|handle", help: "As whom." }],
  options: {},
  run: (house, call) =>
    makeSession(house, findUser(house, call.args["did|handle"]!).did),
  text: ({ token }) => token,
};

/** The commands that begin with `user`. */
export const USER_COMMANDS: readonly Command[] = [
  createUser,
  signinLink,
  session,
];
