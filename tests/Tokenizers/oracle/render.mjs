// Renders every case of a JSON file with @huggingface/jinja and writes the outcomes as JSON to standard output.
// usage: node render.mjs <folder that holds node_modules> <cases.json>
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const [folder, casesFile] = process.argv.slice(2);
const require = createRequire(join(resolve(folder), "package.json"));
const { Template } = require("@huggingface/jinja");

const parsed = new Map();
const parse = (source) => {
  if (!parsed.has(source)) parsed.set(source, new Template(source));
  return parsed.get(source);
};

const raise = (message) => {
  throw new Error(message);
};

// The clock of the tests: 2026-03-05 14:07:09, in the few directives that the templates use.
const clock = {
  Y: "2026", y: "26", m: "03", d: "05", B: "March", b: "Mar", A: "Thursday", a: "Thu",
  H: "14", I: "02", M: "07", S: "09", p: "PM", j: "064", F: "2026-03-05",
};
const strftime = (format) => format.replace(/%(-?)([A-Za-z])/g, (_, dash, d) => (dash ? clock[d].replace(/^0/, "") : clock[d]));

const outcomes = JSON.parse(readFileSync(casesFile, "utf8")).map(({ template, variables }) => {
  try {
    const text = parse(template).render({ ...structuredClone(variables), raise_exception: raise, strftime_now: strftime });
    return { output: text };
  } catch (error) {
    return { error: error.message };
  }
});
process.stdout.write(JSON.stringify(outcomes));
