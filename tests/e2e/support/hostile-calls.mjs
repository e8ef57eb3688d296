// Calls to AWS's APIs that the edge must not relay.

import { codecommitCall, queryCall } from "./signed-calls.mjs";

/** Calls that the edge refuses: how each differs from a good one, and the refusal. */
export const CHANGES = {
  "no signature": [({ headers: { authorization: _, ...headers }, ...rest }) => ({ ...rest, headers }), 403, "call_not_signed"],
  "a git password": [with_("authorization", `Basic ${btoa("x:y")}`), 403, "call_not_signed"],
  "a token": [with_("authorization", "Bearer cces_1"), 403, "call_not_signed"],
  "two signatures": [({ headers, ...rest }) => ({ ...rest, headers: { ...headers, authorization: [headers.authorization, headers.authorization].join(", ") } }), 403, "call_not_signed"],
  "a signature over a header that is not forwarded": [({ headers, ...rest }) => ({ ...rest, headers: { ...headers, authorization: headers.authorization.replace("host;", "host;x-forwarded-for;") } }), 403, "call_not_signed"],
  "the type of text": [with_("content-type", "text/plain"), 415, "unsupported_media_type"],
  "the type of JSON": [with_("content-type", "application/json"), 415, "unsupported_media_type"],
  "the type of an upload": [with_("content-type", "multipart/form-data; boundary=x"), 415, "unsupported_media_type"],
  "another character set": [with_("content-type", "application/x-www-form-urlencoded; charset=utf-16"), 415, "unsupported_media_type"],
  "a compressed body": [with_("content-encoding", "gzip"), 400, "bad_request"],
  "an encoding that changes nothing": [with_("content-encoding", "identity"), 400, "bad_request"],
  "a target beside the form": [with_("x-amz-target", "CodeCommit_20150413.DeleteRepository"), 400, "bad_request"],
  "an origin that is not allowed": [with_("origin", "https://evil.example"), 403, "origin_not_allowed"],
};

function with_(name, value) {
  return ({ headers, ...rest }) => ({ ...rest, headers: { ...headers, [name]: value } });
}

const LISTED = "Action=GetCallerIdentity&Version=2011-06-15";

/** Bodies in which another action could hide, each correctly signed. */
export const SMUGGLED = {
  "two actions": `${LISTED}&Action=AssumeRole`,
  "the other action first": `Action=AssumeRole&${LISTED}`,
  "an action in small letters": `${LISTED}&action=AssumeRole`,
  "an action in capitals": `${LISTED}&ACTION=AssumeRole`,
  "an escaped letter": `${LISTED}&%41ction=AssumeRole`,
  "every letter escaped": `${LISTED}&%41%63%74%69%6f%6e=AssumeRole`,
  "an escaped NUL": `${LISTED}&Action%00=AssumeRole`,
  "a plus before it": `${LISTED}&+Action=AssumeRole`,
  "a semicolon": `${LISTED};Action=AssumeRole`,
  "a line break": `${LISTED}\r\nAction=AssumeRole`,
  "a NUL": `${LISTED}\0&Action=AssumeRole`,
  "an array": `${LISTED}&Action[]=AssumeRole`,
  "an action in JSON": JSON.stringify({ Action: "GetCallerIdentity", Version: "2011-06-15" }),
  "two bytes a character": Buffer.from(LISTED, "utf16le").toString("latin1"),
  "an empty pair": `&${LISTED}`,
  "nothing": "",
  "another version": "Action=GetCallerIdentity&Version=2010-05-08",
};

/** Actions that the edge does not relay, each correctly signed. */
export const UNLISTED = {
  "a role": queryCall("sts", "AssumeRole", { RoleArn: "arn:aws:iam::123456789012:role/x", RoleSessionName: "x" }),
  "a session token": queryCall("sts", "GetSessionToken"),
  "small letters": queryCall("sts", "getcalleridentity"),
  "an action of another service": queryCall("sts", "GetUser"),
  "an access key": queryCall("iam", "CreateAccessKey", { UserName: "carol" }),
  "a policy": queryCall("iam", "AttachUserPolicy", { UserName: "carol", PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" }),
  "a deletion": codecommitCall("DeleteRepository", { repositoryName: "app" }),
  "a creation": codecommitCall("CreateRepository", { repositoryName: "new" }),
};

/** Values of `X-Amz-Target` that do not name one action of CodeCommit. */
export const TARGETS = [
  "ListRepositories",
  "DynamoDB_20120810.ListTables",
  "CodeCommit_20150413.CodeCommit_20150413.ListRepositories",
  "CodeCommit_20150413.ListRepositories, CodeCommit_20150413.DeleteRepository",
  "CodeCommit_20150413.DeleteRepository, CodeCommit_20150413.ListRepositories",
  "codecommit_20150413.ListRepositories",
];

/** Addresses that are not those of the three services. */
export const ADDRESSES = [
  "/aws",
  "/aws/",
  "/aws/ec2",
  "/aws/STS",
  "/aws/sts/",
  "/aws/sts/iam",
  "/aws/%73ts",
  "/aws//sts",
  "//aws/sts",
  "/aws/sts.eu-west-1.amazonaws.com",
  "/aws/sts%2f..%2fiam",
  "/aws/127.0.0.1:80",
  "/aws/https://sts.eu-west-1.amazonaws.com",
];
