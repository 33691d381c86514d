/**
 * The page for a request that failed, on any host. It names no wiki and no page: who sees it may have
 * no right to know of them.
 *
 * @module
 */
import { SiteLayout, type SiteLayoutProps } from "./site_layout.tsx";

/** What went wrong, for a person. */
export interface ErrorPageProps extends
  Pick<
    SiteLayoutProps,
    "build" | "staticOrigin" | "siteName" | "siteUrl" | "signInUrl"
  > {
  /** HTTP status. */
  readonly status: number;
  /** What to say; left out: a sentence for the status. */
  readonly message?: string | undefined;
  /** Who is signed in; `null`: nobody, or it is not known. */
  readonly person: string | null;
}

const WORDS: Readonly<Record<number, readonly [string, string]>> = {
  400: [
    "Bad request",
    "The server could not make sense of what the browser sent.",
  ],
  401: ["Sign in first", "This page is for people who are signed in."],
  403: ["Not allowed", "Your account has no right to do this here."],
  404: ["Not found", "There is nothing at this address."],
  405: ["Not possible here", "This address does not take such a request."],
  409: ["Changed meanwhile", "Somebody else changed this at the same time."],
  410: ["Gone", "This was here once, and was removed."],
  413: ["Too large", "The request is larger than this server takes."],
  429: ["Too many requests", "Please wait a moment and try again."],
  500: [
    "The server made a mistake",
    "It was logged. Trying again may help; nothing that was saved is lost.",
  ],
  503: ["Not available now", "Please try again in a moment."],
  507: ["The disk is full", "The server has no room left to save anything."],
};

/** A complete document; give it to `documentHtml`. */
export function ErrorPage(props: ErrorPageProps) {
  const [title, sentence] = WORDS[props.status] ??
    ["Something went wrong", "The request could not be answered."];
  const { person, siteUrl } = props;
  return (
    <SiteLayout
      title={`${title} · ${props.siteName}`}
      build={props.build}
      staticOrigin={props.staticOrigin}
      siteName={props.siteName}
      siteUrl={siteUrl}
    >
      <div class="error-page">
        <p class="error-status">{String(props.status)}</p>
        <h1>{title}</h1>
        <p>{props.message ?? sentence}</p>
        {props.signInUrl ? <FormOfNobody signInUrl={props.signInUrl} /> : null}
        {person === null
          ? null
          : <WaysOn {...{ person, siteUrl, isLack: props.status === 403 }} />}
      </div>
    </SiteLayout>
  );
}

/** A form came from nobody, mostly because a session has ended: the browser still has what was typed. */
function FormOfNobody({ signInUrl }: { signInUrl: string }) {
  return (
    <>
      <p>
        To keep what you typed, sign in in another tab, come back to this one
        and load it again: the browser then sends it once more.
      </p>
      <p>
        <a class="button button-primary" href={signInUrl} target="_blank">
          Sign in in another tab
        </a>
      </p>
    </>
  );
}

/** Where somebody who is signed in can go from here. */
function WaysOn(
  props: { person: string; siteUrl: string; isLack: boolean },
) {
  return (
    <>
      <p>
        You are signed in as <strong>{props.person}</strong>.
      </p>
      <p class="actions">
        <a class="button" href={`${props.siteUrl}app/`}>Dashboard</a>
        {props.isLack
          ? (
            <a href={`${props.siteUrl}auth/logout`}>
              Sign out, to come as somebody else
            </a>
          )
          : null}
      </p>
    </>
  );
}
