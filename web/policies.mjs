/**
 * Write the Content-Security-Policy of every exported page for the image that serves them: the
 * inline scripts of each, by their hashes, as a map for Caddy. backend/pages/site.py does the same
 * where the server serves the pages.
 *
 *     node policies.mjs out > policies.caddy
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

const INLINE = /<script(?<attributes>[^>]*)>(?<code>[\s\S]*?)<\/script>/g;

function hashes(file) {
  const found = [...readFileSync(file, "utf8").matchAll(INLINE)]
    .filter(({ groups }) => groups.code && !groups.attributes.includes(" src="))
    .map(({ groups }) => `'sha256-${createHash("sha256").update(groups.code).digest("base64")}'`);
  return [...new Set(found)].join(" ");
}

/** The addresses at which a page is had: /login/index.html is what /login/ answers with. */
function addresses(page) {
  return page.endsWith("/index.html") ? [page, page.slice(0, -"index.html".length)] : [page];
}

const folder = process.argv[2];
const pages = readdirSync(folder, { recursive: true })
  .map((name) => `/${name.replaceAll("\\", "/")}`)
  .filter((name) => name.endsWith(".html"))
  .sort();
const lines = pages.flatMap((page) =>
  addresses(page).map((address) => `\t${address} "${hashes(join(folder, page))}"`),
);
const missing = `\tdefault "${hashes(join(folder, "404.html"))}"`;
process.stdout.write(`map {path} {inline_scripts} {\n${[...lines, missing].join("\n")}\n}\n`);
