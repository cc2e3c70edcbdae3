// Makes the style sheet and collects the scripts of the web application. Run by `make frontend`; what it writes is committed.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const out = join(here, "..", "src", "sightline", "web", "core", "static", "sightline");
mkdirSync(join(out, "css"), { recursive: true });
mkdirSync(join(out, "js"), { recursive: true });

// The style sheet names what it was made from, so that a test without Node can tell whether it is current.
const sources = ["package.json", "sightline.scss", ...readdirSync(join(here, "parts")).sort().map((name) => `parts/${name}`)];
const digest = createHash("sha256");
for (const name of sources) digest.update(readFileSync(join(here, name)));

const { css } = compile(join(here, "sightline.scss"), {
  loadPaths: [modules, here],
  style: "compressed",
  // A byte order mark after our first line would make its rule a rule for nothing.
  charset: false,
  quietDeps: true,
  silenceDeprecations: ["import"],
});
writeFileSync(join(out, "css", "sightline.css"), `/* Made by make frontend from ${digest.digest("hex")} */\n${css}\n`);

// A comment that points at a source map which is not here would stop the collection of static files.
const withoutMap = (text) => text.replace(/\n?\/\/# sourceMappingURL=.*$/m, "");
const govuk = join(modules, "govuk-frontend", "dist", "govuk", "govuk-frontend.min.js");
writeFileSync(join(out, "js", "govuk-frontend.min.js"), withoutMap(readFileSync(govuk, "utf8")));
copyFileSync(join(modules, "htmx.org", "dist", "htmx.min.js"), join(out, "js", "htmx.min.js"));

// axe looks for barriers in the tests; it is not part of what users are sent.
const tests = join(here, "..", "tests", "browser", "axe");
mkdirSync(tests, { recursive: true });
copyFileSync(join(modules, "axe-core", "axe.min.js"), join(tests, "axe.min.js"));
copyFileSync(join(modules, "axe-core", "LICENSE"), join(tests, "LICENSE.txt"));
