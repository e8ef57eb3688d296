// Preact reuses the node of an element for another one of the same type at the same place. A click that has begun on one button
// would then act as another, and a field would keep what was typed in another. Keys tell them apart.

import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { parseAst } from "vite";

const SOURCE = fileURLToPath(new URL("../src", import.meta.url));
/** What users act on. */
const ACTIVE = ["a", "button", "input", "select", "summary", "textarea"];
/** Components without anything to act on, and without state. */
const PASSIVE = ["Foreign", "Icon", "Message", "LineText", "Marked", "MarkBadge", "Loading"];

interface Node {
  type: string;
  start: number;
  end: number;
  [property: string]: unknown;
}
/** A possible content of a place: an element, or other content. */
interface Choice {
  /** The element's type, with its key; undefined for what is not an element. */
  name?: string;
  key?: string;
  node: Node;
}

const isNode = (value: unknown): value is Node => typeof (value as Node | undefined)?.type === "string";
const childrenOf = (node: Node): Node[] => Object.values(node).flatMap((value) => (Array.isArray(value) ? value : [value])).filter(isNode);
const isFunction = ({ type }: Node): boolean => /^(?:ArrowFunctionExpression|FunctionExpression|FunctionDeclaration)$/.test(type);

/** The places in a text where elements would be taken for each other. */
function mistakable(text: string): string[] {
  const found: string[] = [];
  const source = ({ start, end }: Node): string => text.slice(start, end);
  const said = ({ start }: Node): string => `${text.slice(0, start).split("\n").length}: ${text.slice(start).split("\n", 1)[0]}`;

  function nameOf(element: Node): string {
    return source((element["openingElement"] as Node)["name"] as Node);
  }
  function keyOf(element: Node): string | undefined {
    const attributes = ((element["openingElement"] as Node | undefined)?.["attributes"] ?? []) as Node[];
    const key = attributes.find((each) => each.type === "JSXAttribute" && source(each["name"] as Node) === "key");
    return key && source(key["value"] as Node);
  }
  function isActive(node: Node): boolean {
    if (node.type === "JSXElement") {
      const name = nameOf(node);
      if (ACTIVE.includes(name) || (/^[A-Z]/.test(name) && !PASSIVE.includes(name))) return true;
    }
    return childrenOf(node).some(isActive);
  }
  /** What an expression may put at a place. */
  function choices(node: Node): Choice[] {
    switch (node.type) {
      case "JSXElement": {
        const key = keyOf(node);
        return [{ name: nameOf(node), ...(key !== undefined && { key }), node }];
      }
      case "ConditionalExpression":
        return [...choices(node["consequent"] as Node), ...choices(node["alternate"] as Node)];
      case "LogicalExpression":
        return node["operator"] === "&&" ? choices(node["right"] as Node) : [...choices(node["left"] as Node), ...choices(node["right"] as Node)];
      case "ParenthesizedExpression":
      case "JSXExpressionContainer":
      case "TSAsExpression":
        return choices(node["expression"] as Node);
      case "JSXText":
        return source(node).trim() === "" && source(node).includes("\n") ? [] : [{ node }];
      case "Literal":
        return node["value"] === null ? [] : [{ node }];
      case "JSXEmptyExpression":
        return [];
      case "Identifier":
        return source(node) === "undefined" ? [] : [{ node }];
      default:
        return [{ node }];
    }
  }
  const isSame = (a: Choice, b: Choice): boolean => a.name !== undefined && a.name === b.name && a.key === b.key;

  function checkPlace(place: readonly Choice[]): void {
    place.forEach((one, index) => {
      const other = place.slice(0, index).find((each) => isSame(one, each) && isActive(each.node) && isActive(one.node));
      if (other) found.push(`${said(one.node)} | ${said(other.node)}`);
    });
  }
  /** An element that takes the place of one of another type may take the node of a sibling. */
  function checkSiblings(places: readonly (readonly Choice[])[]): void {
    places.forEach((place, index) => {
      if (place.length < 2) return;
      for (const one of place.filter(({ name, key, node }) => name && key === undefined && isActive(node))) {
        const sibling = places.flatMap((each, at) => (at === index ? [] : each)).find((each) => isSame(one, each));
        if (sibling && place.some((each) => !isSame(one, each))) found.push(`${said(one.node)} | ${said(sibling.node)}`);
      }
    });
  }
  /** What a function returns, without the functions in it. */
  function returned(node: Node): Choice[] {
    if (node.type === "ReturnStatement") return isNode(node["argument"]) ? choices(node["argument"]) : [];
    return childrenOf(node).filter((each) => !isFunction(each)).flatMap(returned);
  }
  function visit(node: Node): void {
    if (isFunction(node)) {
      const body = node["body"] as Node;
      checkPlace((body.type === "BlockStatement" ? returned(body) : choices(body)).filter(({ name }) => name !== undefined));
    }
    const map = node.type === "CallExpression" && (node["callee"] as Node)["property"];
    if (isNode(map) && source(map) === "map") {
      const [callback] = node["arguments"] as Node[];
      const body = callback && isFunction(callback) ? (callback["body"] as Node) : undefined;
      for (const item of body ? (body.type === "BlockStatement" ? returned(body) : choices(body)) : []) {
        if (item.name !== undefined && item.key === undefined && isActive(item.node)) found.push(`${said(item.node)} in a list`);
      }
    }
    if (node.type === "JSXElement" || node.type === "JSXFragment") {
      const places = (node["children"] as Node[]).map(choices);
      places.forEach(checkPlace);
      checkSiblings(places);
    }
    childrenOf(node).forEach(visit);
  }
  visit(parseAst(text, { lang: "tsx" }) as unknown as Node);
  return found;
}

test("every element that can take another's place has a key of its own", () => {
  const found = globSync("**/*.tsx", { cwd: SOURCE }).flatMap((file) => mistakable(readFileSync(join(SOURCE, file), "utf8")).map((place) => `${file}:${place}`));
  assert.deepEqual(found, []);
});

test("the check of keys finds missing keys, and nothing else", () => {
  const view = (jsx: string): string => `function View() { return ${jsx}; }`;
  for (const jsx of [
    "a ? <button>1</button> : <button>2</button>",
    "<div>{a ? <button>1</button> : <button>2</button>}</div>",
    "<div>{a ? <p><a href={b}>1</a></p> : <p><input /></p>}</div>",
    "<div>{a ? <span>1</span> : b && <button>2</button>}<button>3</button></div>",
    "<div>{a ? <Form /> : <Form />}</div>",
    "<ul>{all.map((each) => <li><a href={each}>1</a></li>)}</ul>",
  ]) {
    assert.equal(mistakable(view(jsx)).length, 1, jsx);
  }
  for (const jsx of [
    '<div>{a ? <button key="1">1</button> : <button key="2">2</button>}</div>',
    "<div>{a ? <p>1</p> : <p>2</p>}</div>",
    "<div>{a ? <p>1</p> : <p><button>2</button></p>}</div>",
    "<div>{a && <button>1</button>}<button>2</button></div>",
    '<div>{a ? <span>1</span> : <button key="2">2</button>}<button key="3">3</button></div>',
    "<ul>{all.map((each) => <li key={each}><a href={each}>1</a></li>)}</ul>",
    "<ul>{all.map((each) => <li>{each}</li>)}</ul>",
  ]) {
    assert.deepEqual(mistakable(view(jsx)), [], jsx);
  }
});
