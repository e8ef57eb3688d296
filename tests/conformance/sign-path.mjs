import { createHash, createHmac } from "node:crypto";

const hmac = (key, text) => createHmac("sha256", key).update(text).digest();

/**
 * A git password for a path as given. The package signs only paths that CodeCommit accepts; this checks that it accepts no
 * others.
 *
 * @returns {string} the value of an `Authorization` header
 */
export function signPath({ host, path, region }, { accessKeyId, secretAccessKey, sessionToken }, now = Date.now()) {
  const time = new Date(now).toISOString().replace(/[-:]|\.\d+Z$/g, "");
  const scope = [time.slice(0, 8), region, "codecommit", "aws4_request"];
  const request = `GIT\n${path}\n\nhost:${host}\n\nhost\n`;
  const text = `AWS4-HMAC-SHA256\n${time}\n${scope.join("/")}\n${createHash("sha256").update(request).digest("hex")}`;
  const key = scope.reduce(hmac, `AWS4${secretAccessKey}`);
  const username = sessionToken ? `${accessKeyId}%${sessionToken}` : accessKeyId;
  return `Basic ${Buffer.from(`${username}:${time}Z${hmac(key, text).toString("hex")}`).toString("base64")}`;
}
