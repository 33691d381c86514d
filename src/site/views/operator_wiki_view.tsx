/** The operator's page of one wiki: facts and limits, nothing of what is written there. @module */
import { Field, NoticeBox, TimeOf } from "../../http/views/form_parts.tsx";
import type { WikiFacts } from "../../wiki/operator_lists.ts";
import type { Limits } from "../../wiki/quota.ts";
import { sizeText } from "../../wiki/size_text.ts";
import {
  levelsOf,
  OperatorFrame,
  Problem,
  SuspensionForm,
  userUrl,
} from "./operator_parts.tsx";

/** What the page of one wiki shows. */
export interface OperatorWikiProps {
  readonly wiki: WikiFacts;
  /** `https://garden.robot.wtf`. */
  readonly address: string;
  /** What all wikis may hold. */
  readonly usual: Limits;
  readonly problem: string | null;
}

/** The body of `/app/operator/wikis/{slug}`. */
export function OperatorWikiView(props: OperatorWikiProps) {
  const { wiki, usual, problem, address } = props;
  const url = `/app/operator/wikis/${wiki.slug}`;
  return (
    <OperatorFrame page="Wikis" title={wiki.slug}>
      <Problem problem={problem} />
      <WikiFactsList wiki={wiki} address={address} />
      <p>
        <a href={`/app/operator/audit?wiki=${wiki.slug}`}>
          What was done to this wiki
        </a>
      </p>
      <SuspensionForm url={url} reason={wiki.suspended} what="wiki" />
      <form method="post" action={url}>
        <h2>Limits</h2>
        <p class="muted">Empty: as all wikis.</p>
        <input type="hidden" name="action" value="limits" />
        {grantsOf(wiki, usual).map(([name, label, value, hint]) => (
          <Field {...{ name, label, value, hint }} />
        ))}
        <button type="submit">Save</button>
      </form>
    </OperatorFrame>
  );
}

function WikiFactsList(
  { wiki, address }: Pick<OperatorWikiProps, "wiki" | "address">,
) {
  const { usage, failure } = wiki;
  return (
    <>
      {failure === null ? null : (
        <NoticeBox kind="warning">
          <p>{failure}.</p>
        </NoticeBox>
      )}
      <dl class="facts">
        <dt>Name</dt>
        <dd>{wiki.name}</dd>
        <dt>Address</dt>
        <dd>
          <a href={`${address}/`}>{address}</a>
        </dd>
        <dt>Owner</dt>
        <dd>
          <a href={userUrl(wiki.ownerDid)}>{wiki.owner}</a>
        </dd>
        <dt>Made</dt>
        <dd>
          <TimeOf at={wiki.createdAt} form="day" />
        </dd>
        <dt>Access</dt>
        <dd>{levelsOf(wiki)}</dd>
        <dt>Last change</dt>
        <dd>
          {wiki.glance?.changedAt
            ? <TimeOf at={wiki.glance.changedAt} />
            : "none"}
        </dd>
        <dt>Open reports</dt>
        <dd>{String(wiki.openReports)}</dd>
        {usage === null ? null : usedOf(usage).map(([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </>
        ))}
      </dl>
    </>
  );
}

/** What a wiki holds of what it may. */
function usedOf(usage: NonNullable<WikiFacts["usage"]>): [string, string][] {
  const { limits } = usage;
  return [
    ["Pages", `${usage.pages} of ${limits.pages}`],
    [
      "Content",
      `${sizeText(usage.contentBytes)} of ${sizeText(limits.contentBytes)}`,
    ],
    [
      "History",
      `${sizeText(usage.historyBytes)} of ${sizeText(limits.historyBytes)}`,
    ],
    ["Members", `${usage.members} of ${limits.members}`],
  ];
}

/** The fields of the limits: name, label, value, hint. */
function grantsOf(
  wiki: WikiFacts,
  usual: Limits,
): [name: string, label: string, value: string, hint: string][] {
  const megabytes = (bytes: number | null | undefined) =>
    bytes === null || bytes === undefined ? "" : String(bytes / 1_000_000);
  const number = (count: number | null | undefined) =>
    count === null || count === undefined ? "" : String(count);
  const as = (value: string) => `All wikis: ${value}.`;
  return [
    ["maxPages", "Pages", number(wiki.maxPages), as(String(usual.pages))],
    [
      "maxContentBytes",
      "Content, in MB",
      megabytes(wiki.maxContentBytes),
      as(sizeText(usual.contentBytes)),
    ],
    [
      "maxHistoryBytes",
      "History, in MB",
      megabytes(wiki.maxHistoryBytes),
      as(sizeText(usual.historyBytes)),
    ],
    [
      "maxAttachmentBytes",
      "One attachment, in MB",
      megabytes(wiki.maxAttachmentBytes),
      as(sizeText(usual.attachmentBytes)),
    ],
    [
      "maxMembers",
      "Members beside the owner",
      number(wiki.maxMembers),
      as(String(usual.members)),
    ],
  ];
}
