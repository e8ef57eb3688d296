/** A response's status, and from its body the error's name or first words. */
export function refusal({ status, headers, body }) {
  const text = body.toString().slice(0, 2_000);
  const [, name] = /\b([A-Z][A-Za-z]+Exception)\b/.exec(text) ?? [];
  const [, sentence] = /(Signature (?:expired|not yet current))/.exec(text) ?? [];
  const form = headers["content-type"]?.split(";")[0] ?? (text ? "no content type" : "no body");
  return [status, name, sentence, form].filter(Boolean).join(", ");
}
