import assert from "node:assert/strict";
import { test } from "node:test";

import { descendant, parseXml } from "../src/core/xml.ts";

test("reads elements, lists, texts and references", () => {
  const root = parseXml(`<?xml version="1.0"?>\n<a xmlns="urn:x" b='c>d'>\n <!-- <no> --> <list><member> 1 &amp; 2 </member><member/></list>\n<q>&lt;&#65;&#x42;&apos;&quot;&gt;</q></a>\n`);
  assert.equal(root?.name, "a");
  assert.deepEqual(descendant(root, "list")?.children.map(({ name, text }) => [name, text]), [["member", "1 & 2"], ["member", ""]]);
  assert.equal(descendant(root, "q")?.text, `<AB'">`);
  assert.equal(descendant(root, "list", "nothing", "more"), undefined);
  assert.equal(descendant(undefined, "a"), undefined);
});

for (const malformed of ["", "text", "<a>", "</a>", "<a></b>", "<a/><b/>", "<a/>text", "<a><b></a></b>", "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>", "<a>&unknown;</a>", "<a>&</a>", "<a>&#0;</a>", "<a>&#x110000;</a>", "<a", "<a b=c/>", "<![CDATA[x]]>", '{"a":1}', "<a>".repeat(50) + "</a>".repeat(50)]) {
  test(`rejects ${malformed.slice(0, 40) || "an empty document"}`, () => assert.equal(parseXml(malformed), undefined));
}

test("reads a large malformed document in linear time", () => {
  const start = process.cpuUsage();
  for (const part of ["<", "<a", "<a b='", "<!--", "&", "<a b=''"]) assert.equal(parseXml(part.repeat(20_000)), undefined);
  assert.ok(process.cpuUsage(start).user < 2_000_000);
});
