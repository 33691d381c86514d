/**
 * What machines ask the service itself: is it alive, what does it count, is this host one of ours. For
 * this machine alone, except `/health`, and `/metrics` with its token.
 *
 * @module
 */
import { timingSafeEqual } from "node:crypto";
import type { Arrival } from "../http/arrival.ts";
import { readAuthorization } from "../http/authorization.ts";
import {
  isForwarded,
  isLoopback,
  type IsTrusted,
} from "../http/client_address.ts";
import { isLoopbackName, placeOf } from "../http/place.ts";
import type { House } from "../wiki/house.ts";

/** What answers need. */
export interface ServiceContext {
  readonly house: House;
  readonly isTrusted: IsTrusted;
  readonly isDraining: () => boolean;
}

/** Answers a request to the service itself; `undefined`: not one, or not from here. */
export function answerService(
  context: ServiceContext,
  arrival: Arrival,
): Response | undefined {
  const { address: { path } } = arrival;
  switch (path) {
    case "/health":
      return isOnWiki(context, arrival) ? undefined : text("ok\n");
    case "/health/ready":
      return isLocal(arrival) ? answerReady(context) : undefined;
    case "/metrics":
      return mayReadMetrics(context, arrival)
        ? text(context.house.metrics.text())
        : undefined;
    case "/api/internal/check-slug":
      return mayAskForHosts(context, arrival)
        ? answerHost(context, arrival)
        : undefined;
    default:
      return undefined;
  }
}

/** A wiki may have a page called `health`. */
function isOnWiki({ house }: ServiceContext, { address }: Arrival): boolean {
  return placeOf(house.config, address.hostname).kind === "wiki";
}

/** Whether this very machine asks, not through a proxy. */
function isLocal({ address, headers, peer }: Arrival): boolean {
  return isLoopbackName(address.hostname) && isLoopback(peer) &&
    !isForwarded(headers);
}

function answerReady({ house, isDraining }: ServiceContext): Response {
  if (isDraining()) return text("draining\n", 503);
  house.platform.wikis.find("-"); // throws where the database cannot be read
  return text("ready\n");
}

/** From this machine, or with the token, on any host but a wiki's. */
function mayReadMetrics(context: ServiceContext, arrival: Arrival): boolean {
  if (isLocal(arrival)) return true;
  const { metricsToken } = context.house.config;
  if (metricsToken === null || isOnWiki(context, arrival)) return false;
  const sent = readAuthorization(arrival.headers.get("authorization"));
  return sent.scheme === "bearer" && isSame(sent.credential, metricsToken);
}

/**
 * Caddy asks before it fetches a certificate: from this machine, or from another one that is trusted, which names this machine by
 * its address. What it hands on for others carries forwarding headers.
 */
function mayAskForHosts(context: ServiceContext, arrival: Arrival): boolean {
  const { address, headers, peer } = arrival;
  if (isForwarded(headers)) return false;
  if (isLoopback(peer)) return isLoopbackName(address.hostname);
  const { kind } = placeOf(context.house.config, address.hostname);
  return context.isTrusted(peer) && kind !== "platform" && kind !== "wiki";
}

/** 200 where `?domain=` is the platform's host or an existing wiki's, else 404. */
function answerHost({ house }: ServiceContext, { address }: Arrival): Response {
  const asked = new URLSearchParams(address.query).get("domain") ?? "";
  const place = placeOf(house.config, asked.toLowerCase().replace(/\.$/, ""));
  const isOurs = place.kind === "platform" ||
    (place.kind === "wiki" &&
      house.platform.wikis.find(place.slug) !== undefined);
  return isOurs ? text("ok\n") : text("not found\n", 404);
}

/** Compares without telling by its duration where the texts differ. */
function isSame(sent: string, wanted: string): boolean {
  const [a, b] = [sent, wanted].map((value) => new TextEncoder().encode(value));
  return a!.length === b!.length && timingSafeEqual(a!, b!);
}

function text(body: string, status = 200): Response {
  return new Response(body, {
    status,
    headers: {
      "content-type": "text/plain; charset=utf-8",
      "cache-control": "no-store",
    },
  });
}
