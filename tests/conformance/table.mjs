const COLUMNS = ["verdict", "name", "source", "expected", "seen", "depends"];
const HEADS = { verdict: "verdict", name: "fact", source: "source", expected: "expected", seen: "seen", depends: "what depends on it" };
const MOST = 400;

/** The results as a Markdown table. */
export function table(answers) {
  const rows = [HEADS, ...answers].map((answer) => COLUMNS.map((column) => cell(answer[column])));
  const widths = COLUMNS.map((_, index) => Math.min(60, Math.max(...rows.map((row) => row[index].length))));
  const lines = rows.map((row) => `| ${row.map((text, index) => text.padEnd(widths[index])).join(" | ")} |`);
  const rule = `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`;
  return [lines[0], rule, ...lines.slice(1)].join("\n");
}

/** The number of each verdict. */
export function summary(answers) {
  const count = (verdict) => answers.filter((answer) => answer.verdict === verdict).length;
  return `${count("as expected")} as expected, ${count("DIFFERENT")} DIFFERENT, ${count("not asked")} not asked`;
}

function cell(text) {
  const line = text.replace(/[\x00-\x1f\x7f]+/g, " ").replaceAll("|", "\\|");
  return line.length > MOST ? `${line.slice(0, MOST)}…` : line;
}
