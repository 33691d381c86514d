/** What the middleware hands to a route, by name. @module */
import type { House } from "../wiki/house.ts";
import type { Visit } from "../wiki/access.ts";

/** The environment of every door (Hono's type parameter). */
export interface DoorEnv {
  Bindings: {
    /** Address of the peer of the connection, or `null` (unix socket, tests without one). */
    readonly peer: string | null;
  };
  Variables: {
    house: House;
    /** Address of the client, behind trusted proxies. */
    clientAddress: string;
  };
}

/** The environment of the doors on a wiki's host. */
export interface WikiEnv extends DoorEnv {
  Variables: DoorEnv["Variables"] & {
    /** Who stands in front of which wiki; rights are asked for by `forReading(c.var.visit)` and its sisters. */
    visit: Visit;
    /** `https://slug.domain`, or `http://127.0.0.1:8000/w/slug` on a laptop: what addresses in answers begin with. */
    wikiUrl: string;
  };
}
