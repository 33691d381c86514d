/** The tokens of a wiki, and the form for one more. @module */
import { Field, NoticeBox, TimeOf } from "../../http/views/form_parts.tsx";
import type { TokenRow } from "../../db/platform/tokens.ts";
import type { WikiToken } from "../../ops/wiki_tokens.ts";
import { CopyText, Section, type SectionProblem } from "./wiki_section.tsx";

/** What each scope allows, the least first. */
const SCOPE_WORDS: Readonly<Record<TokenRow["scope"], string>> = {
  "wiki:read": "Read: pages, history, search, clone",
  "wiki:suggest":
    "Suggest: reads; changes nothing, as nothing here takes suggestions yet",
  "wiki:write": "Write: reads, changes pages, uploads files",
};

/** For how long a token may live; empty: for good. */
const TOKEN_DAYS: readonly [string, string][] = [
  ["30", "30 days"],
  ["90", "90 days"],
  ["365", "a year"],
  ["", "until it is revoked"],
];

/** What was typed, or what the form begins with. */
export interface TokenFields {
  readonly name: string;
  readonly scope: string;
  readonly days: string;
}

/** What the section shows. */
export interface TokensProps {
  readonly tokens: readonly WikiToken[];
  /** Scopes that the person can use. */
  readonly scopes: readonly TokenRow["scope"][];
  /** Id for the token that the form makes. */
  readonly newId: string;
  readonly fields: TokenFields;
  /** The secret that was just made, and its token; `null`: none. */
  readonly made: { readonly token: string; readonly row: TokenRow } | null;
  /** Where the forms are sent. */
  readonly action: string;
  readonly problem: SectionProblem | null;
}

/** The section. */
export function TokensSection(props: TokensProps) {
  const { tokens, made, problem } = props;
  const own = tokens.filter(({ isOwn }) => isOwn);
  const others = tokens.filter(({ isOwn }) => !isOwn);
  return (
    <Section name="tokens" problem={problem}>
      {made === null ? null : <MadeToken {...made} />}
      <p>
        A token lets a program in: an agent, a script, git. It opens this wiki
        alone, acts in your name, and never has more rights than you have at
        that moment. No token can change settings, members or tokens.
      </p>
      {own.length === 0
        ? <p class="muted">You have no token for this wiki.</p>
        : (
          <ul class="token-list">
            {own.map((token) => <TokenLine {...props} token={token} />)}
          </ul>
        )}
      <h3>New token</h3>
      <NewToken {...props} />
      {others.length === 0 ? null : (
        <>
          <h3>Tokens of others</h3>
          <ul class="token-list">
            {others.map((token) => <TokenLine {...props} token={token} />)}
          </ul>
        </>
      )}
    </Section>
  );
}

/** The only time that a secret is seen. */
function MadeToken({ token, row }: { token: string; row: TokenRow }) {
  return (
    <NoticeBox kind="success">
      <h3 id="made">The token {row.name} is made</h3>
      <p>
        Copy it now: it is stored nowhere and never shown again. The lines under
        {" "}
        <a href="#connect">Connect</a> hold it as long as you stay on this page.
      </p>
      <CopyText label="Token" text={token} isSecret />
    </NoticeBox>
  );
}

function TokenLine(
  { token, action }: TokensProps & { token: WikiToken },
) {
  const { id, name, scope, createdAt, expiresAt, lastUsedAt } = token;
  return (
    <li>
      <div class="member-name">
        <strong>{name}</strong>
        {token.isOwn ? null : <span class="muted">{token.owner}</span>}
        {token.hasEnded ? <span class="badge">ended</span> : null}
      </div>
      <p class="muted member-since">
        {SCOPE_WORDS[scope].split(":")[0]!} · made{" "}
        <TimeOf at={createdAt} form="day" /> ·{" "}
        {expiresAt === null ? <span>never ends</span> : (
          <span>
            {token.hasEnded ? "ended" : "ends"}{" "}
            <TimeOf at={expiresAt} form="day" />
          </span>
        )} · {lastUsedAt === null ? <span>never used</span> : (
          <span>
            last used <TimeOf at={lastUsedAt} />
          </span>
        )}
      </p>
      <form method="post" action={action} class="member-deeds">
        <input type="hidden" name="id" value={id} />
        {token.isOwn
          ? (
            <button type="submit" name="action" value="regenerate">
              New secret<span class="visually-hidden">for {name}</span>
            </button>
          )
          : null}
        <button
          type="submit"
          name="action"
          value="revoke"
          class="button-danger"
        >
          Revoke<span class="visually-hidden">{name}</span>
        </button>
      </form>
    </li>
  );
}

function NewToken({ fields, scopes, newId, action }: TokensProps) {
  return (
    <form method="post" action={action} class="settings">
      <input type="hidden" name="action" value="create" />
      <input type="hidden" name="id" value={newId} />
      <Field
        id="token-name"
        name="name"
        label="Name"
        value={fields.name}
        hint="What it is for: Claude on my laptop."
        maxLength={60}
        required
      />
      <div class="field">
        <label for="token-scope">May</label>
        <select id="token-scope" name="scope">
          {scopes.map((scope) => (
            <option value={scope} selected={scope === fields.scope}>
              {SCOPE_WORDS[scope]}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for="token-days">For</label>
        <select id="token-days" name="days">
          {TOKEN_DAYS.map(([days, text]) => (
            <option value={days} selected={days === fields.days}>{text}</option>
          ))}
        </select>
      </div>
      <div class="actions">
        <button type="submit" class="button-primary">Make a token</button>
      </div>
    </form>
  );
}
