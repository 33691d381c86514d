/** What the operator's pages share: their frame, the form that suspends, names. @module */
import type { Child } from "hono/jsx";
import type { WikiRow } from "../../db/platform/wikis.ts";
import { Field, NoticeBox } from "../../http/views/form_parts.tsx";

const PAGES = [
  ["/app/operator", "Overview"],
  ["/app/operator/users", "People"],
  ["/app/operator/wikis", "Wikis"],
  ["/app/operator/reports", "Reports"],
  ["/app/operator/audit", "Audit log"],
] as const;

/** Which page of the operator's. */
export type OperatorPage = (typeof PAGES)[number][1];

/** The heading and the way between the operator's pages. */
export function OperatorFrame(
  props: { page: OperatorPage; title?: string; children?: Child },
) {
  const { page, title = page } = props;
  return (
    <>
      <nav class="operator-nav" aria-label="Operator">
        {PAGES.map(([url, name]) => (
          <a href={url} aria-current={name === page ? "page" : undefined}>
            {name}
          </a>
        ))}
      </nav>
      <h1>{title}</h1>
      {props.children}
    </>
  );
}

/** Suspends a person or a wiki with a reason, or lifts that. */
export function SuspensionForm(
  { url, reason, what }: {
    url: string;
    reason: string | null;
    what: "person" | "wiki";
  },
) {
  const effect = what === "person"
    ? "They are signed out, and can neither sign in nor use tokens. Their wikis stay as they are."
    : "Nobody can open it, its owner included. Nothing in it is lost.";
  return reason === null
    ? (
      <form method="post" action={url}>
        <h2>Suspend</h2>
        <p>{effect}</p>
        <input type="hidden" name="action" value="suspend" />
        <Field
          name="reason"
          label="Reason"
          required
          maxLength={300}
          hint="Shown to those it concerns. Say what they can do, and how they reach you."
        />
        <button type="submit" class="button-danger">Suspend</button>
      </form>
    )
    : (
      <form method="post" action={url}>
        <h2>Suspended</h2>
        <p>Reason: {reason}</p>
        <input type="hidden" name="action" value="resume" />
        <button type="submit">Lift the suspension</button>
      </form>
    );
}

/** Why a form was refused. */
export function Problem({ problem }: { problem: string | null }) {
  if (problem === null) return null;
  return (
    <NoticeBox kind="error">
      <p>{problem}.</p>
    </NoticeBox>
  );
}

/** `read anonymous, write approved, upload approved`. */
export function levelsOf(
  { readAccess, writeAccess, attachmentAccess }: WikiRow,
): string {
  return `read ${readAccess}, write ${writeAccess}, upload ${attachmentAccess}`
    .toLowerCase();
}

/** The operator's page of a person. */
export function userUrl(did: string): string {
  return `/app/operator/users/${encodeURIComponent(did)}`;
}
