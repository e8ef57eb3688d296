import { execFileSync } from "node:child_process";
import { join } from "node:path";

import { SIMPLESAMLPHP } from "../../identity-provider/saml/saml-identity-provider.mjs";

const SCRIPT = `
  libxml_use_internal_errors(true);
  $document = new DOMDocument;
  $document->loadXML(stream_get_contents(STDIN));
  $document->schemaValidate($argv[1]);
  foreach (libxml_get_errors() as $error) echo $error->message;
`;

/**
 * What is wrong with a document by OASIS's own schema; empty if nothing is.
 *
 * @param {string} xml
 * @param {"metadata" | "protocol"} schema of SAML 2.0
 */
export function schemaErrors(xml, schema) {
  const file = join(SIMPLESAMLPHP, `schemas/saml-schema-${schema}-2.0.xsd`);
  return execFileSync("php", ["-r", SCRIPT, file], { input: xml, encoding: "utf8" });
}
