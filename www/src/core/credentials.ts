import type { AwsCredentials } from "codecommit-signer";

import { failure } from "./messages.ts";

/** What a pasted text contains. Holds no secret. */
export interface Recognised {
  /** The recognised format, for the user: "an INI profile". */
  form?: string;
  /** The access key ID, which is not secret. */
  accessKeyId?: string;
  /** Names of the missing values. */
  missing: string[];
  /** The profiles, if there are several to choose from. */
  profiles?: string[];
  expiresAt?: Date;
}

/** AWS keys parsed from a pasted text. */
export interface Keys extends AwsCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  expiration?: Date;
}

type Values = Map<string, string>;

interface Read {
  form: string;
  profiles: Map<string, Values>;
}

const REQUIRED = [
  ["accesskeyid", "access key ID"],
  ["secretaccesskey", "secret access key"],
] as const;
const ASSIGNMENT = /^\s*(?:(?:export|set|setx)\s+)?(\$env:)?"?([A-Za-z_][\w.-]*)\s*[=:]\s*(.*?)[\s;]*$/i;

/** Describes a pasted text; the result contains no secret. */
export function recognise(text: string, profile?: string): Recognised {
  const read = readText(text);
  if (!read) return { missing: REQUIRED.map(([, name]) => name) };
  const { form, profiles } = read;
  const names = [...profiles.keys()];
  const values = chosen(read, profile);
  if (!values) return { form, missing: [], profiles: names };
  const accessKeyId = values.get("accesskeyid");
  const expiresAt = expiration(values);
  return {
    form,
    missing: missing(values),
    ...(accessKeyId !== undefined && { accessKeyId }),
    ...(names.length > 1 && { profiles: names }),
    ...(expiresAt && { expiresAt }),
  };
}

/**
 * Parses keys from pasted text in any of the usual formats.
 *
 * @throws {CoreError} `not_keys`, `keys_incomplete`, `several_profiles`; no error contains any of the text
 */
export function parseKeys(text: string, profile?: string): Keys {
  const read = readText(text);
  if (!read) throw failure("not_keys");
  const values = chosen(read, profile);
  if (!values) throw failure("several_profiles");
  const absent = missing(values);
  if (absent.length > 0) throw failure("keys_incomplete", `Missing: ${absent.join(", ")}.`);
  const expiresAt = expiration(values);
  const sessionToken = values.get("sessiontoken");
  return {
    accessKeyId: values.get("accesskeyid") ?? "",
    secretAccessKey: values.get("secretaccesskey") ?? "",
    ...(sessionToken !== undefined && { sessionToken }),
    ...(expiresAt && { expiration: expiresAt }),
  };
}

function chosen({ profiles }: Read, profile?: string): Values | undefined {
  if (profile !== undefined) return profiles.get(profile);
  return profiles.size === 1 ? [...profiles.values()][0] : undefined;
}

/** Temporary keys, which begin with `ASIA`, do not work without their session token. */
function missing(values: Values): string[] {
  const absent: string[] = REQUIRED.filter(([key]) => !values.get(key)).map(([, name]) => name);
  if (values.get("accesskeyid")?.startsWith("ASIA") && !values.get("sessiontoken")) absent.push("session token");
  return absent;
}

function expiration(values: Values): Date | undefined {
  const date = new Date(values.get("expiration") ?? "");
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function readText(text: string): Read | undefined {
  const trimmed = text.replace(/^\ufeff/, "").trim();
  return trimmed.startsWith("{") ? readJson(trimmed) : readLines(trimmed);
}

function readJson(text: string): Read | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const outer = fields(value);
  const inner = Object.entries(outer).find(([name]) => /^(role)?credentials$/i.test(name))?.[1];
  const values: Values = new Map();
  for (const [name, each] of Object.entries(inner === undefined ? outer : fields(inner))) {
    const key = keyOf(name);
    if (key !== undefined && (typeof each === "string" || typeof each === "number")) values.set(key, dateText(each));
  }
  if (values.size === 0) return undefined;
  const form = inner !== undefined ? "assume-role JSON" : "credential-process JSON";
  return { form, profiles: new Map([["", values]]) };
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** IAM Identity Center gives the expiration in milliseconds since 1970. */
function dateText(value: string | number): string {
  return typeof value === "number" && value > 1e11 && value < 8e15 ? new Date(value).toISOString() : String(value).trim();
}

function readLines(text: string): Read | undefined {
  const profiles = new Map<string, Values>();
  let form = "environment variables";
  let name = "";
  for (const line of text.split(/\r\n|[\r\n]/)) {
    const section = /^\s*\[\s*(?:profile\s+)?([^\]]+?)\s*\]\s*$/.exec(line);
    if (section) {
      name = section[1] ?? "";
      form = "an INI profile";
      continue;
    }
    const [, powershell, variable, value] = ASSIGNMENT.exec(line) ?? [];
    const key = keyOf(variable ?? "");
    if (key === undefined) continue;
    if (powershell) form = "PowerShell lines";
    const values = profiles.get(name) ?? new Map<string, string>();
    profiles.set(name, values.set(key, unquoted(value ?? "")));
  }
  return profiles.size > 0 ? { form, profiles } : undefined;
}

function unquoted(value: string): string {
  // `SET "NAME=value"` has its opening quote before the name.
  const [, , inner] = /^(["'])(.*)\1,?$/.exec(value) ?? [];
  return (inner ?? value.replace(/"$/, "")).trim();
}

/** One name for `AWS_ACCESS_KEY_ID`, `aws_access_key_id`, `AccessKeyId` and `accessKeyId`. */
function keyOf(name: string): string | undefined {
  const plain = name.toLowerCase().replace(/^aws/, "").replace(/[_.-]/g, "").replace(/^aws/, "");
  switch (plain) {
    case "accesskeyid":
    case "accesskey":
      return "accesskeyid";
    case "secretaccesskey":
    case "secretkey":
      return "secretaccesskey";
    case "sessiontoken":
    case "securitytoken":
    case "token":
      return "sessiontoken";
    case "expiration":
    case "credentialexpiration":
    case "sessionexpiration":
      return "expiration";
    default:
      return undefined;
  }
}
