/**
 * `/app/operator…`: the pages of those who run the service. Each route makes its key from who is signed in here; nobody else gets
 * one, and a token never does.
 *
 * @module
 */
import type { Context, Hono } from "hono";
import { wikiOrigin } from "../config.ts";
import type { AppError } from "../errors.ts";
import type { SiteEnv } from "../http/env.ts";
import { STATUS } from "../http/error_response.ts";
import { serviceHealth } from "../ops/health.ts";
import { forServiceOperator, type Operator } from "../wiki/access.ts";
import { listServiceAudit } from "../wiki/audit_reading.ts";
import {
  listUsers,
  listWikis,
  userFacts,
  wikiFacts,
} from "../wiki/operator_lists.ts";
import { personName } from "../wiki/person_name.ts";
import { limitsOf } from "../wiki/quota.ts";
import type { SiteFront } from "./site_door.tsx";
import { sitePage } from "./views/frame.tsx";
import { OperatorLogView, OperatorOverview } from "./views/operator_view.tsx";
import {
  OperatorUsersView,
  OperatorWikisView,
} from "./views/operator_lists_view.tsx";
import { OperatorUserView } from "./views/operator_user_view.tsx";
import { OperatorWikiView } from "./views/operator_wiki_view.tsx";
import { readBefore } from "./log_pages.tsx";

/** The key of who asks. @throws {AppError} `unauthenticated`, which leads to the login page; `forbidden`. */
export function operatorHere(c: Context<SiteEnv>): Operator {
  const { house, caller, clientAddress } = c.var;
  return forServiceOperator(house, caller, clientAddress);
}

/** The pages that show something. */
export function addOperatorRoutes(
  app: Hono<SiteEnv>,
  { slots }: Pick<SiteFront, "slots">,
): void {
  app.use("/app/operator/*", async (c, next) => {
    await next();
    c.header("Cache-Control", "private, no-store");
  });

  app.get("/app/operator", async (c) => {
    const health = await serviceHealth(operatorHere(c));
    const packs = { name: "Packs for clones and downloads", ...slots.load };
    const body = OperatorOverview({ health, queues: [packs] });
    return sitePage(c, { title: "Operator", body });
  });

  app.get("/app/operator/users", (c) => {
    const query = readListQuery(c);
    const body = OperatorUsersView({
      list: listUsers(operatorHere(c), query),
      text: query.text,
    });
    return sitePage(c, { title: "People · Operator", body });
  });

  app.get("/app/operator/users/:did", (c) => showUser(c, c.req.param("did")));

  app.get("/app/operator/wikis", async (c) => {
    const query = readListQuery(c);
    const body = OperatorWikisView({
      list: await listWikis(operatorHere(c), query),
      text: query.text,
    });
    return sitePage(c, { title: "Wikis · Operator", body });
  });

  app.get("/app/operator/wikis/:slug", (c) => showWiki(c, c.req.param("slug")));

  app.get("/app/operator/audit", (c) => {
    const wish = {
      event: c.req.query("event") ?? "",
      person: (c.req.query("person") ?? "").trim(),
      wiki: (c.req.query("wiki") ?? "").trim(),
    };
    const before = readBefore(c);
    const page = listServiceAudit(operatorHere(c), { ...wish, before });
    const body = OperatorLogView({
      ...{ page, wish, isOlder: before !== undefined, hasLinks: true },
      url: "/app/operator/audit",
    });
    return sitePage(c, { title: "Audit log · Operator", body });
  });
}

/** The page of one person; `failed`: why a form was refused. */
export function showUser(
  c: Context<SiteEnv>,
  did: string,
  failed?: AppError,
): Response | Promise<Response> {
  const operator = operatorHere(c);
  const user = userFacts(operator, did);
  const body = OperatorUserView({
    user,
    isSelf: did === operator.did,
    maxWikis: c.var.house.config.maxWikis,
    problem: failed?.message ?? null,
  });
  const title = `${personName(user)} · Operator`;
  return sitePage(c, { title, body, status: statusOf(failed) });
}

/** The page of one wiki; `failed`: why a form was refused. */
export async function showWiki(
  c: Context<SiteEnv>,
  slug: string,
  failed?: AppError,
): Promise<Response> {
  const wiki = await wikiFacts(operatorHere(c), slug);
  const { config } = c.var.house;
  const bare = { maxPages: null, maxContentBytes: null, maxHistoryBytes: null };
  const body = OperatorWikiView({
    ...{ wiki, address: wikiOrigin(config, wiki.slug) },
    usual: limitsOf(config, {
      ...wiki,
      ...{ ...bare, maxAttachmentBytes: null, maxMembers: null },
    }),
    problem: failed?.message ?? null,
  });
  const title = `${wiki.slug} · Operator`;
  return await sitePage(c, { title, body, status: statusOf(failed) });
}

function statusOf(failed: AppError | undefined) {
  return failed === undefined ? 200 : STATUS[failed.code];
}

function readListQuery(c: Context<SiteEnv>): { text: string; page: number } {
  return {
    text: (c.req.query("q") ?? "").trim().slice(0, 300),
    page: Number(c.req.query("page") ?? "1"),
  };
}
