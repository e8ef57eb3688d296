import assert from "node:assert/strict";
import { test } from "node:test";

import { repositoryIn } from "../src/core/repository-address.ts";

const EDGE = "https://edge.example.com";
const APP = { region: "eu-west-1", repository: "app" };
const PAID = { profile: "payments", ...APP };
const NAMED = { repository: "app" };

const FORMS: [text: string, expected: object][] = [
  ["app", NAMED],
  ["  app.git\n", NAMED],
  ["app/", NAMED],
  ["My.App_2", { repository: "My.App_2" }],
  [".git", { repository: ".git" }],
  ["eu-west-1/app", APP],
  ["payments/eu-west-1/app.git", PAID],
  ["https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app", APP],
  ["https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app.git/", APP],
  ["https://alice-at-123456789012@git-codecommit.eu-west-1.amazonaws.com/v1/repos/app", APP],
  ["git-codecommit.eu-west-1.amazonaws.com/v1/repos/app", APP],
  ["https://git-codecommit-fips.us-east-1.amazonaws.com/v1/repos/app", { region: "us-east-1", repository: "app" }],
  ["https://git-codecommit.cn-north-1.amazonaws.com.cn/v1/repos/app", { region: "cn-north-1", repository: "app" }],
  ["https://git-codecommit.eusc-de-east-1.amazonaws.eu/v1/repos/app", { region: "eusc-de-east-1", repository: "app" }],
  ["https://vpce-0a1b-2c3d.git-codecommit.eu-west-1.vpce.amazonaws.com/v1/repos/app", APP],
  ["https://vpce-0a1b-2c3d-eu-west-1a.git-codecommit-fips.us-gov-west-1.vpce.amazonaws.com/v1/repos/app", { region: "us-gov-west-1", repository: "app" }],
  ["ssh://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app", APP],
  ["ssh://APKAEIBAERJR2EXAMPLE@git-codecommit.eu-west-1.amazonaws.com:22/v1/repos/app", APP],
  ["APKAEIBAERJR2EXAMPLE@git-codecommit.eu-west-1.amazonaws.com:/v1/repos/app", APP],
  ["git-codecommit.eu-west-1.amazonaws.com:v1/repos/app", APP],
  ["codecommit::eu-west-1://app", APP],
  ["codecommit::eu-west-1://dev@company@app", APP],
  ["codecommit://dev@app", NAMED],
  ["arn:aws:codecommit:eu-west-1:123456789012:app", APP],
  ["arn:aws-cn:codecommit:cn-north-1:123456789012:app", { region: "cn-north-1", repository: "app" }],
  [`${EDGE}/eu-west-1/app`, APP],
  [`${EDGE}/payments/eu-west-1/app.git`, PAID],
  ["edge.example.com/payments/eu-west-1/app", PAID],
  [`${EDGE}/eu-west-1/app/info/refs?service=git-upload-pack`, APP],
  [`${EDGE}/v1/repos/app`, NAMED],
  [`${EDGE}/git-codecommit.eu-west-1.amazonaws.com/v1/repos/app`, APP],
  [`${EDGE}/?https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app`, APP],
  [`${EDGE}/#/eu-west-1/app/file/main/src/a.ts?line=3`, APP],
  [`${EDGE}/#/payments/eu-west-1/app/tree/main`, PAID],
  ["https://eu-west-1.console.aws.amazon.com/codesuite/codecommit/repositories/app/browse?region=eu-west-1", APP],
  ["https://eu-west-1.console.aws.amazon.com/codesuite/codecommit/repositories/app/browse/refs/heads/main/--/src/a.ts", APP],
  ["https://123456789012-abcdefgh.eu-west-1.console.aws.amazon.com/codesuite/codecommit/repositories/app/browse", APP],
  ["https://console.aws.amazon.com/codesuite/codecommit/repositories/app/browse?region=eu-west-1", APP],
  ["https://console.aws.amazon.com/codesuite/codecommit/repositories/app/browse", NAMED],
  ["https://console.amazonaws.cn/codesuite/codecommit/repositories/app/setup?region=cn-north-1", { region: "cn-north-1", repository: "app" }],
  ["https://console.amazonaws-us-gov.com/codesuite/codecommit/repositories/app/browse?region=us-gov-west-1", { region: "us-gov-west-1", repository: "app" }],
  ["git clone https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app", APP],
  [`git clone --depth 1 "${EDGE}/payments/eu-west-1/app" my-app`, PAID],
  ["git clone codecommit::eu-west-1://app", APP],
  ["git clone 'ssh://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app'", APP],
  // The form checks names; these are what the text says.
  ["europe/app", { region: "europe", repository: "app" }],
  ["app;id", { repository: "app;id" }],
];

for (const [text, expected] of FORMS) {
  test(`reads ${text.trim()}`, () => assert.deepEqual(repositoryIn(text, EDGE), expected));
}

test("reads nothing from other addresses", () => {
  for (const text of [
    "",
    "/",
    "a/b/c/d",
    "my app",
    "https://github.com/a/b",
    "git@github.com:a/b.git",
    "https://git-codecommit.eu-west-1.amazonaws.com.evil.example/v1/repos/app",
    "https://git-codecommit.eu-west-1.evil.example/v1/repos/app",
    "https://evil.example/git-codecommit.eu-west-1.amazonaws.com/v1/repos/app",
    "https://git-codecommit.eu-west-1.amazonaws.com.cn/v1/repos/app",
    "https://git-codecommit.eu-west-1.vpce.amazonaws.com/v1/repos/app",
    "https://git-codecommit.us-iso-east-1.c2s.ic.gov/v1/repos/app",
    "https://git-codecommit.eu-west-1.amazonaws.com/app",
    "https://eu-west-1.console.aws.amazon.com.evil.example/codesuite/codecommit/repositories/app/browse",
    "https://evilconsole.aws.amazon.com/codesuite/codecommit/repositories/app/browse",
    "https://eu-west-1.console.aws.amazon.com/s3/buckets/app",
    "https://edge.example.com.evil.example/eu-west-1/app",
    "https://other-edge.example.com/eu-west-1/app",
    "arn:aws:s3:::app",
    "arn:aws:codecommit:eu-west-1:123456789012",
    "javascript:alert(1)",
    "file:///v1/repos/app",
    "git clone https://edge.example.com/eu-west-1/app https://edge.example.com/eu-west-1/docs",
  ])
    assert.equal(repositoryIn(text, EDGE), undefined, text);
});
