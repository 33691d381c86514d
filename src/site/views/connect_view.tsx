/** How programs come to a wiki: lines to copy, with the token in them where one was just made. @module */
import type { Child } from "hono/jsx";
import { CopyText, Section } from "./wiki_section.tsx";

/** What the lines say. */
export interface ConnectProps {
  readonly slug: string;
  /** Where programs find the wiki: `https://garden.robot.wtf`. */
  readonly url: string;
  /** The token that was just made; `null`: the lines hold a place for one. */
  readonly token: string | null;
  /** Whether everybody may read, and so clone. */
  readonly isPublic: boolean;
}

/** What stands where a token belongs. */
const PLACE = "YOUR_TOKEN";

/** The section. */
export function ConnectSection({ slug, url, token, isPublic }: ConnectProps) {
  const secret = token ?? PLACE;
  const mcp = `${url}/mcp`;
  const claude =
    `claude mcp add --transport http ${slug} ${mcp} --header "Authorization: Bearer ${secret}"`;
  return (
    <Section name="connect" problem={null}>
      <p>
        Agents speak MCP at the first address, with a token. {token === null
          ? (
            <span>
              Make one{" "}
              <a href="#tokens">above</a>: the lines hold it then, once. Until
              then replace <code>{PLACE}</code>.
            </span>
          )
          : (
            <strong>
              The lines hold your new token: show them to nobody.
            </strong>
          )}
      </p>
      <CopyText label="MCP address" text={mcp} />
      <CopyText label="Claude Code" text={claude} />
      <Way name="Claude on the desktop">
        <Desktop text={desktopConfig(slug, mcp, secret)} />
      </Way>
      <Way name="Cursor, and others that read mcp.json">
        <CopyText label="mcp.json" text={cursorConfig(slug, mcp, secret)} />
      </Way>
      <Way name="Scripts, over REST">
        <CopyText
          label="List the pages"
          text={`curl -H "Authorization: Bearer ${secret}" ${url}/api/v1/pages`}
        />
        <p class="muted small">
          All of it is described at{" "}
          <a href={`${url}/api/v1/openapi.json`}>
            {url}/api/v1/openapi.json
          </a>.
        </p>
      </Way>
      <h3>Git</h3>
      <CopyText label="Clone" text={`git clone ${url}/repo.git ${slug}`} />
      <p class="muted small">
        {isPublic
          ? <span>Everybody may clone this wiki. Pushing does not work.</span>
          : (
            <span>
              Git asks for a user name and a password: any name will do, the
              password is the token. Pushing does not work.
            </span>
          )}
      </p>
    </Section>
  );
}

/** A way that not everybody goes, folded: the page is long enough. */
function Way({ name, children }: { name: string; children?: Child }) {
  return (
    <details class="connect-way">
      <summary>{name}</summary>
      {children}
    </details>
  );
}

function Desktop({ text }: { text: string }) {
  return (
    <>
      <p>
        Connectors in Claude.ai sign in by themselves and take no token, so they
        cannot open this wiki. The desktop app can, through a small program that
        needs Node.js:
      </p>
      <ol>
        <li>Make a token above.</li>
        <li>
          In the app, open Settings, Developer, and choose Edit Config.
        </li>
        <li>Put the text below into the file that opens, and save it.</li>
        <li>Quit the app, start it again, and ask it to read the wiki.</li>
      </ol>
      <CopyText
        label="claude_desktop_config.json"
        text={text}
      />
    </>
  );
}

/** The header's value is a variable, because some systems cut the arguments of a program at spaces. */
function desktopConfig(slug: string, mcp: string, secret: string): string {
  return json(slug, {
    command: "npx",
    args: ["-y", "mcp-remote", mcp, "--header", "Authorization:${AUTH}"],
    env: { AUTH: `Bearer ${secret}` },
  });
}

function cursorConfig(slug: string, mcp: string, secret: string): string {
  return json(slug, {
    url: mcp,
    headers: { Authorization: `Bearer ${secret}` },
  });
}

function json(slug: string, server: object): string {
  return JSON.stringify({ mcpServers: { [slug]: server } }, null, 2);
}
