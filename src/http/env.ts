/** What the middleware hands to a route, by name. @module */
import type { Context } from "hono";
import type { AppError } from "../errors.ts";
import type { House } from "../wiki/house.ts";
import type { Caller, Visit } from "../wiki/access.ts";

/** The environment of every door (Hono's type parameter). */
export interface DoorEnv {
  Bindings: {
    /** Address of the peer of the connection, or `null` (unix socket, tests without one). */
    readonly peer: string | null;
    /** What {@linkcode DoorEnv.Variables} `clientAddress` is filled from. */
    readonly clientAddress: string;
    /** What `selfUrl` or `wikiUrl` is filled from. */
    readonly selfUrl: string;
  };
  Variables: {
    house: House;
    /** Address of the client, behind trusted proxies. */
    clientAddress: string;
  };
}

/** What helpers of every door use of Hono's context, whichever environment it has. */
export type DoorContext = Pick<
  Context<DoorEnv>,
  | "req"
  | "env"
  | "var"
  | "header"
  | "body"
  | "html"
  | "json"
  | "redirect"
  | "text"
>;

/** The environment of the doors on a wiki's host. */
export interface WikiEnv extends DoorEnv {
  Bindings: DoorEnv["Bindings"] & {
    /** First label of the host name, or the name in `/w/{slug}/`. */
    readonly slug: string;
  };
  Variables: DoorEnv["Variables"] & {
    /** Who stands in front of which wiki; rights are asked for by `forReading(c.var.visit)` and its sisters. */
    visit: Visit;
    /** `https://slug.domain`, or `http://127.0.0.1:8000/w/slug` on a laptop: what addresses in answers begin with. */
    wikiUrl: string;
    /** Why a form is refused whose text would be lost with it: the route reads it, and gives it back. */
    refusal?: AppError;
  };
}

/** The environment of the platform's own pages. */
export interface SiteEnv extends DoorEnv {
  Variables: DoorEnv["Variables"] & {
    /** Who is signed in here: by the cookie of the platform host alone. */
    caller: Caller;
    /** This very host: `https://robot.wtf`, or `http://127.0.0.1:8000` on a laptop. */
    selfUrl: string;
  };
}
