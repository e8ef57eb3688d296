/**
 * Request targets that two parsers could read differently, by their outcome. The text before the space is the method, `GET` by
 * default. A latin1 character is one byte on the wire.
 */

const QUERY = "/info/refs?service=git-upload-pack";
const HOST = "git-codecommit.eu-west-1.amazonaws.com";
const UPSTREAM = `https://${HOST}/v1/repos`;

/** Addresses with an invalid region: 400 `bad_region`. */
export const BAD_REGIONS = {
  "a dot segment in place of the region": `/../app${QUERY}`,
  "an escaped slash behind a profile": `/team%2Feu-west-1/app${QUERY}`,
};

/** Addresses that do not exist: 404 `not_found`. */
export const NOWHERE = {
  // Segments that disappear or multiply when a path is normalised or decoded.
  "no path at all": "*",
  "a dot segment": `/eu-west-1/../app${QUERY}`,
  "an escaped dot segment": `/eu-west-1/%2e%2e/app${QUERY}`,
  "a dot segment half escaped": `/eu-west-1/.%2E/app${QUERY}`,
  "a single dot": `/eu-west-1/./app${QUERY}`,
  "a single dot behind the name": `/eu-west-1/app/.${QUERY}`,
  "a dot segment behind the name": `/eu-west-1/app/..${QUERY}`,
  "a dot segment that leads to the name again": `/eu-west-1/app/../app${QUERY}`,
  "a dot segment with a parameter": `/eu-west-1/..;/app${QUERY}`,
  "a dot segment with an escaped slash": `/eu-west-1/x/..%2fapp${QUERY}`,
  "a dot segment in overlong UTF-8": `/eu-west-1/%c0%ae%c0%ae/app${QUERY}`,
  "a dot segment behind the health check": `/healthz/../eu-west-1/app${QUERY}`,
  "an escaped dot segment behind the health check": "/healthz%2f..",
  "a dot segment in a profile's address": `/team/../eu-west-1/app${QUERY}`,
  "a dot segment in CodeCommit's own path": `/${HOST}/v1/repos/../../latest${QUERY}`,
  "a dot segment in the path of the default region": `/v1/../v1/repos/app${QUERY}`,
  "a dot segment in the query form": `/?https://${HOST}/v1/repos/../app${QUERY}`,
  "a dot segment between info and refs": "/eu-west-1/app/info/../info/refs?service=git-upload-pack",
  "two slashes in front": `//eu-west-1/app${QUERY}`,
  "two slashes and a host": `//evil.example/eu-west-1/app${QUERY}`,
  "two slashes in the middle": `/eu-west-1//app${QUERY}`,
  "three slashes behind": `/eu-west-1/app//${QUERY}`,
  "two slashes between info and refs": "/eu-west-1/app/info//refs?service=git-upload-pack",
  "only slashes": "///",
  "an escaped slash": `/eu-west-1%2fapp${QUERY}`,
  "an escaped slash between info and refs": "/eu-west-1/app/info%2frefs?service=git-upload-pack",
  "a backslash": `/eu-west-1\\app${QUERY}`,
  "backslashes and a dot segment": `/eu-west-1\\..\\app${QUERY}`,
  "an escaped backslash": `/eu-west-1%5capp${QUERY}`,
  // Almost what git appends.
  "info/refs in capitals": "/eu-west-1/app/INFO/REFS?service=git-upload-pack",
  "a slash behind info/refs": "/eu-west-1/app/info/refs/?service=git-upload-pack",
  "a dot behind info/refs": "/eu-west-1/app/info/refs.?service=git-upload-pack",
  "a parameter behind info/refs": "/eu-west-1/app/info/refs;x=1?service=git-upload-pack",
  "a space behind info/refs": "/eu-west-1/app/info/refs%20?service=git-upload-pack",
  "a NUL behind info/refs": "/eu-west-1/app/info/refs%00?service=git-upload-pack",
  "info/refs twice": `/eu-west-1/app/info/refs${QUERY}`,
  "info/refs behind a service": `/eu-west-1/app/git-upload-pack${QUERY}`,
  "a service in capitals in the path": "POST /eu-west-1/app/GIT-RECEIVE-PACK",
  "a slash behind a service": "POST /eu-west-1/app/git-receive-pack/",
  "a parameter behind a service": "POST /eu-west-1/app/git-receive-pack;x",
  "an escaped service in the path": "POST /eu-west-1/app/git%2dreceive-pack",
  "an unknown service": "POST /eu-west-1/app/git-upload-archive",
  "a repository within .git": `/eu-west-1/app/.git${QUERY}`,
  ".git within .git": `/eu-west-1/.git/.git${QUERY}`,
  ".git within a repository's .git": `/eu-west-1/app.git/.git${QUERY}`,
  "a file of the dumb protocol": "/eu-west-1/app/HEAD",
  "a repository's configuration": "/eu-west-1/app/config",
  "a question mark within": `/eu-west-1/app?${QUERY}`,
  "a fragment": `/eu-west-1/app#${QUERY}`,
  // Invalid profile names.
  "a profile in capitals": `/TEAM/eu-west-1/app${QUERY}`,
  "a profile twice": `/team/team/eu-west-1/app${QUERY}`,
  "what JavaScript's objects have": `/__proto__/eu-west-1/app${QUERY}`,
  "what JavaScript's objects are made by": `/constructor/eu-west-1/app${QUERY}`,
  "the path of the default region in capitals": `/V1/repos/app${QUERY}`,
  "a foreign path of a foreign host": "http://169.254.169.254/latest/meta-data",
  // Paths that start like a URL, or are one.
  "a URL as the path": `/https://${HOST}/v1/repos/app${QUERY}`,
  "a URL without its host": `/?https:///${HOST}/v1/repos/app${QUERY}`,
  "a URL in capitals": `/?HTTPS://${HOST}/v1/repos/app${QUERY}`,
  "a URL without what git adds": `/?https://${HOST}/v1/repos/app`,
};

/** Invalid repository names: 400 `bad_repository_name`. */
export const BAD_NAMES = {
  "a dot": `/eu-west-1/.${QUERY}`,
  "two dots": `/eu-west-1/..${QUERY}`,
  "two escaped dots": `/eu-west-1/%2E%2E${QUERY}`,
  "an escaped letter": `/eu-west-1/%61pp${QUERY}`,
  "an escaped .git": `/eu-west-1/app%2egit${QUERY}`,
  "only .git": `/eu-west-1/.git${QUERY}`,
  ".git twice": `/eu-west-1/app.git.git${QUERY}`,
  "a slash escaped twice": `/eu-west-1/app%252f${QUERY}`,
  "a slash in overlong UTF-8": `/eu-west-1/app%c0%af${QUERY}`,
  "a slash in UTF-8 that is longer still": `/eu-west-1/%e0%80%af${QUERY}`,
  "an escape that is cut": `/eu-west-1/app%${QUERY}`,
  "an escape of no byte": `/eu-west-1/app%zz${QUERY}`,
  "an escaped NUL": `/eu-west-1/app%00${QUERY}`,
  "an escaped line feed": `/eu-west-1/app%0a${QUERY}`,
  "an escaped line break and a header": `/eu-west-1/app%0d%0aX-Injected:1${QUERY}`,
  "an escaped space": `/eu-west-1/app%20${QUERY}`,
  "a plus": `/eu-west-1/app+${QUERY}`,
  "a path parameter": `/eu-west-1/app;x=1${QUERY}`,
  "an ampersand": `/eu-west-1/app&x=1${QUERY}`,
  "a wildcard": `/eu-west-1/app*${QUERY}`,
  "a tilde": `/eu-west-1/app~${QUERY}`,
  "a colon": `/eu-west-1/app:80${QUERY}`,
  "an at sign": `/eu-west-1/app@evil.example${QUERY}`,
  "a pipe": `/eu-west-1/app|id${QUERY}`,
  "a command": `/eu-west-1/$(id)${QUERY}`,
  "quotes": `/eu-west-1/app'"${QUERY}`,
  "an option of git's": `/eu-west-1/--upload-pack=x${QUERY}`,
  "bytes over ASCII": `/eu-west-1/\xc3\xa4pp${QUERY}`,
  "a combining accent": `/eu-west-1/a%cc%88pp${QUERY}`,
  "a mark that turns text around": `/eu-west-1/app%e2%80%ae${QUERY}`,
  "a byte order mark": `/eu-west-1/%ef%bb%bfapp${QUERY}`,
  "101 characters": `/eu-west-1/${"a".repeat(101)}${QUERY}`,
  "101 characters and .git": `/eu-west-1/${"a".repeat(101)}.git${QUERY}`,
  "60,000 characters": `/eu-west-1/${"a".repeat(60_000)}${QUERY}`,
};

/** Queries that git does not send: 400 `bad_request`. */
export const BAD_QUERIES = {
  "two services": `/eu-west-1/app${QUERY}&service=git-receive-pack`,
  "one service twice": `/eu-west-1/app${QUERY}&service=git-upload-pack`,
  "an empty service and another": "/eu-west-1/app/info/refs?service=&service=git-upload-pack",
  "two services and a semicolon": `/eu-west-1/app${QUERY};service=git-receive-pack`,
  "a parameter before": "/eu-west-1/app/info/refs?&service=git-upload-pack",
  "a parameter behind": `/eu-west-1/app${QUERY}&`,
  "a service in capitals": "/eu-west-1/app/info/refs?service=GIT-UPLOAD-PACK",
  "the parameter in capitals": "/eu-west-1/app/info/refs?SERVICE=git-upload-pack",
  "the parameter as a list": "/eu-west-1/app/info/refs?service[]=git-upload-pack",
  "the parameter escaped": "/eu-west-1/app/info/refs?%73ervice=git-upload-pack",
  "an escaped service": "/eu-west-1/app/info/refs?service=git%2dupload-pack",
  "a service with a NUL": `/eu-west-1/app${QUERY}%00`,
  "a service with a space": `/eu-west-1/app${QUERY}%20`,
  "a service with a slash": `/eu-west-1/app${QUERY}/`,
  "a service with a line break": `/eu-west-1/app${QUERY}%0d%0aX-Injected:1`,
  "a service without git-": "/eu-west-1/app/info/refs?service=upload-pack",
  "two question marks": "/eu-west-1/app/info/refs??service=git-upload-pack",
  "a question mark behind": `/eu-west-1/app${QUERY}?`,
  "two equals signs": "/eu-west-1/app/info/refs?service==git-upload-pack",
  "no value": "/eu-west-1/app/info/refs?service",
  "no query behind the question mark": "/eu-west-1/app/info/refs?",
  "a service with a body that has a query": "POST /eu-west-1/app/git-receive-pack?service=git-upload-pack",
  "a service with a body and an empty query": "POST /eu-west-1/app/git-receive-pack?",
};

/** Malformed request targets: the runtime's own 400. */
export const UNPARSABLE = {
  "a space": `/eu-west-1/app ${QUERY}`,
  "a tab": `/eu-west-1/app\t${QUERY}`,
  "a NUL": `/eu-west-1/app\0${QUERY}`,
  "a delete": `/eu-west-1/app\x7f${QUERY}`,
  "a byte that no UTF-8 has": `/eu-west-1/app\xff${QUERY}`,
  "overlong UTF-8": `/eu-west-1/app\xc0\xae${QUERY}`,
  "angle brackets": `/eu-west-1/<app>${QUERY}`,
  "no slash in front": `eu-west-1/app${QUERY}`,
  "a backslash in front": `\\eu-west-1\\app${QUERY}`,
  "only a query": "?service=git-upload-pack",
  "a URL without a host": `http:///eu-west-1/app${QUERY}`,
};

/** Unusual but valid git requests, and their destination. */
export const CANONICAL = {
  "a slash behind the name": [`/eu-west-1/app/${QUERY}`, `${UPSTREAM}/app${QUERY}`],
  ".git": [`/eu-west-1/app.git${QUERY}`, `${UPSTREAM}/app${QUERY}`],
  ".git and a slash": [`/eu-west-1/app.git/${QUERY}`, `${UPSTREAM}/app${QUERY}`],
  "100 characters and .git": [`/eu-west-1/${"a".repeat(100)}.git${QUERY}`, `${UPSTREAM}/${"a".repeat(100)}${QUERY}`],
  "a fragment behind the query": [`/eu-west-1/app${QUERY}#x`, `${UPSTREAM}/app${QUERY}`],
  "a profile": [`/team/eu-west-1/app${QUERY}`, `${UPSTREAM}/app${QUERY}`],
  "the default region": [`/v1/repos/app${QUERY}`, `${UPSTREAM}/app${QUERY}`],
  "CodeCommit's host": [`/${HOST}/v1/repos/app.git${QUERY}`, `${UPSTREAM}/app${QUERY}`],
  "CodeCommit's URL": [`/?${UPSTREAM}/app.git${QUERY}`, `${UPSTREAM}/app${QUERY}`],
  "a push to .git": ["POST /eu-west-1/app.git/git-receive-pack", `${UPSTREAM}/app/git-receive-pack`],
  // Names that CodeCommit accepts, and that mean something elsewhere.
  "three dots": [`/eu-west-1/...${QUERY}`, `${UPSTREAM}/...${QUERY}`],
  "a dot at the end": [`/eu-west-1/app.${QUERY}`, `${UPSTREAM}/app.${QUERY}`],
  "two dots at the end": [`/eu-west-1/app..${QUERY}`, `${UPSTREAM}/app..${QUERY}`],
  "a dot in front": [`/eu-west-1/.app${QUERY}`, `${UPSTREAM}/.app${QUERY}`],
  "a dash in front": [`/eu-west-1/-app${QUERY}`, `${UPSTREAM}/-app${QUERY}`],
  "capitals": [`/eu-west-1/APP.GIT${QUERY}`, `${UPSTREAM}/APP.GIT${QUERY}`],
  "a device of Windows": [`/eu-west-1/CON${QUERY}`, `${UPSTREAM}/CON${QUERY}`],
};
