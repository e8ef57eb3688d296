import { setTimeout as sleep } from "node:timers/promises";

import { allowed } from "./decision.mjs";
import { eventually } from "./eventually.mjs";
import { REDIRECT_URI } from "./oauth-helper.mjs";

export const START_URL = "https://d-1234567890.awsapps.com/start";
/** AWS rejects clients that poll more often than once a second. */
const INTERVAL_MS = 1_050;

/** A user with one role in one account. */
export const BOB = {
  name: "bob",
  assignments: [
    {
      account_id: "123456789012",
      roles: [{ name: "Reader", allow: [{ actions: ["codecommit:GitPull", "codecommit:GitPush"], repositories: ["app"] }] }],
    },
  ],
};

/** The variables for sign-in with local AWS's IAM Identity Center. */
export function identityCenterVars(aws) {
  return {
    AWS_ENDPOINT_URL_SSO: aws.url,
    AWS_ENDPOINT_URL_SSO_OIDC: aws.url,
    IDENTITY_CENTER: { start_url: START_URL, region: "eu-west-1" },
  };
}

/** The requests of sign-ins there. */
export function identityCenterAlone(aws) {
  const others = { CLIENT_SECRETS: null, IDENTITY_PROVIDERS: null, PROFILES: { readers: { access: "read" } } };
  return { ...identityCenterVars(aws), ...others };
}

/** Sets the users, and the lifetime of their credentials; earlier sign-ins are forgotten. */
export function assign(aws, users, settings = {}) {
  return aws.admin("POST", "identity-center", { start_url: START_URL, users, ...settings });
}

/** Signs in at AWS in a browser: returns the page with a choice if there is one, otherwise the redirect URL with the code. */
export async function signInAtAws(aws, browser, url, { user = "bob" } = {}) {
  const page = await browser.follow(url);
  await approve(page, { allow: user });
  return allowed(browser, await proceeded(browser, page.url));
}

/** The address to which the edge's waiting page leads once AWS has decided. */
export function proceeded(browser, url) {
  return eventually("the edge continues", async () => {
    await sleep(INTERVAL_MS);
    const page = await browser.follow(url, { stop: REDIRECT_URI });
    return !isWaiting(page) && page;
  });
}

/** Approves or denies on AWS's page, to which one of the edge's pages links. */
export async function approve(page, decision) {
  const [, address] = /href="(http[^"]+\/identity-center\/device\?[^"]+)"/.exec(page.text) ?? [];
  if (!address) throw new Error(`${page.url}: ${page.status} ${page.text}`);
  const { origin, pathname, searchParams } = new URL(address.replaceAll("&amp;", "&"));
  const body = new URLSearchParams({ user_code: searchParams.get("user_code"), ...decision });
  const answer = await fetch(origin + pathname, { method: "POST", body });
  if (!answer.ok) throw new Error(`${address}: ${answer.status} ${await answer.text()}`);
}

/** Whether a page waits for AWS. */
export function isWaiting({ text = "" }) {
  return text.includes("http-equiv=refresh");
}
