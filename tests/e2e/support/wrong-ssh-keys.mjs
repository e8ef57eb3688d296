import { execFileSync } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";

const RSA_ADVICE = "IAM accepts only RSA keys: make one with ssh-keygen -t rsa -b 4096.";
const SIZE_ADVICE = "IAM accepts 2,048 to 16,384: make a new one with ssh-keygen -t rsa -b 4096.";
const LARGE_ADVICE = "IAM accepts 2,048 to 16,384, and 4,096 are enough: make a new one with ssh-keygen -t rsa -b 4096.";
const CERTIFICATE_ADVICE = "IAM accepts the key without a certificate: choose the file without -cert in its name.";

/**
 * Texts that are no public keys for IAM: what each is, the text, and what the page says about it and advises.
 *
 * @param {import("./ssh-client.mjs").SshClient} client makes keys with `ssh-keygen`
 * @returns {Record<string, [text: string, sentence: string, next: string]>}
 */
export function wrongPublicKeys(client) {
  const rsa = client.generate();
  const line = rsa.publicKey.trim();
  const keys = { rsa, ed25519: client.generate({ type: "ed25519" }), ecdsa: client.generate({ type: "ecdsa" }) };
  const { publicKey: dsa } = generateKeyPairSync("dsa", { modulusLength: 1024, divisorLength: 160 });
  const { publicKey: short } = generateKeyPairSync("rsa", { modulusLength: 1024 });
  const { publicKey: ec } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { publicKey: edwards } = generateKeyPairSync("ed25519");
  const pem = (key) => key.export({ type: "spki", format: "pem" });
  const certificate = (key) => {
    execFileSync("ssh-keygen", ["-q", "-s", rsa.file, "-I", "alice", "-n", "alice", `${key.file}.pub`], { stdio: "ignore" });
    return readFileSync(`${key.file}-cert.pub`, "utf8");
  };
  return {
    "an Ed25519 key": [keys.ed25519.publicKey, "This is an Ed25519 key.", RSA_ADVICE],
    "an Ed25519 key in PEM": [pem(edwards), "This is an Ed25519 key.", RSA_ADVICE],
    "an ECDSA key": [keys.ecdsa.publicKey, "This is an ECDSA key.", RSA_ADVICE],
    "an ECDSA key in PEM": [pem(ec), "This is an ECDSA key.", RSA_ADVICE],
    "a DSA key": [sshLine("ssh-dss", number(1024), number(160), number(1020), number(1021)), "This is a DSA key.", RSA_ADVICE],
    "a DSA key in PEM": [pem(dsa), "This is a DSA key.", RSA_ADVICE],
    "an Ed25519 key on a security key": [securityKey("sk-ssh-ed25519@openssh.com", randomBytes(32)), "This key is on a security key (FIDO).", RSA_ADVICE],
    "an ECDSA key on a security key": [securityKey("sk-ecdsa-sha2-nistp256@openssh.com", Buffer.from("nistp256"), point(ec)), "This key is on a security key (FIDO).", RSA_ADVICE],
    "an RSA certificate": [certificate(keys.rsa), "This is an OpenSSH certificate.", CERTIFICATE_ADVICE],
    "an Ed25519 certificate": [certificate(keys.ed25519), "This is an OpenSSH certificate.", CERTIFICATE_ADVICE],
    "an ECDSA certificate": [certificate(keys.ecdsa), "This is an OpenSSH certificate.", CERTIFICATE_ADVICE],
    "an X.509 certificate": [x509(), "This is an X.509 certificate or a request for one.", "IAM accepts the public key only: print it with openssl x509 -pubkey -noout if it is an RSA key."],
    "an RSA key of 1,024 bits": [client.generate({ bits: 1024 }).publicKey, "This RSA key has 1,024 bits.", SIZE_ADVICE],
    "an RSA key of 1,024 bits in PEM": [pem(short), "This RSA key has 1,024 bits.", SIZE_ADVICE],
    "an RSA key of 2,047 bits": [sshLine("ssh-rsa", EXPONENT, number(2047)), "This RSA key has 2,047 bits.", SIZE_ADVICE],
    "an RSA key of 16,385 bits": [sshLine("ssh-rsa", EXPONENT, number(16_385)), "This RSA key has 16,385 bits.", LARGE_ADVICE],
    "two keys": [`${line}\n${client.generate().publicKey}`, "There is more than one key.", "Paste one key, and upload them one after another."],
    "a key that is cut off": [line.slice(0, 200), "The key is cut off.", "Copy it again to its end, or choose its file."],
    "a key without its type": [line.split(" ")[1], "This is the data of a key without its type.", "Copy the whole line from ssh-rsa on, or the whole block with its BEGIN and END lines."],
    "a line of authorized_keys": [`no-pty ${line}`, "There is text before the key in its line: options as in authorized_keys, or a host as in known_hosts.", "Paste the line from ssh-rsa on."],
    "something else": ["hello", "This is not a public key.", "Paste a line that starts with ssh-rsa, or a block that starts with -----BEGIN PUBLIC KEY-----."],
  };
}

/**
 * Private keys: the page's name for each form, with a text and a piece of its secret part.
 *
 * @param {import("./ssh-client.mjs").SshClient} client makes keys with `ssh-keygen`
 * @returns {Record<string, { form: string, text: string, secret: string }>}
 */
export function privateKeys(client) {
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  const openssh = client.generate();
  const encrypted = client.generate();
  execFileSync("ssh-keygen", ["-q", "-p", "-N", "correct horse", "-f", encrypted.file]);
  const lock = { cipher: "aes-256-cbc", passphrase: "correct horse" };
  const pem = (key, type, options) => key.export({ type, format: "pem", ...options });
  const texts = {
    "an OpenSSH key": ["OpenSSH", readFileSync(openssh.file, "utf8")],
    "an encrypted OpenSSH key": ["OpenSSH", readFileSync(encrypted.file, "utf8")],
    "a PKCS#8 key": ["PKCS#8", pem(rsa, "pkcs8")],
    "an encrypted PKCS#8 key": ["encrypted PKCS#8", pem(rsa, "pkcs8", lock)],
    "a PKCS#1 key": ["PKCS#1", pem(rsa, "pkcs1")],
    "an encrypted PKCS#1 key": ["PKCS#1", pem(rsa, "pkcs1", lock)],
    "an EC key": ["SEC 1", pem(ec, "sec1")],
    "a PuTTY key": ["PuTTY", putty(openssh.publicKey)],
    "a JWK": ["JWK", JSON.stringify(rsa.export({ format: "jwk" }))],
  };
  return Object.fromEntries(Object.entries(texts).map(([name, [form, text]]) => [name, { form, text, secret: secretOf(form, text) }]));
}

/** A piece of the last third, where every form has secret numbers. */
function secretOf(form, text) {
  const longest = form === "JWK" ? [JSON.parse(text).d] : text.split("\n").filter((line) => line.length >= 40);
  return longest.at(-1).slice(0, 40);
}

/** PuTTY's form, version 3, whose private part has the lengths of a real one. */
function putty(publicKey) {
  const wrapped = (base64) => base64.match(/.{1,64}/g);
  const [, blob] = publicKey.split(" ");
  const [open, secret] = [wrapped(blob), wrapped(randomBytes(648).toString("base64"))];
  const head = ["PuTTY-User-Key-File-3: ssh-rsa", "Encryption: none", "Comment: alice@example.com"];
  return [...head, `Public-Lines: ${open.length}`, ...open, `Private-Lines: ${secret.length}`, ...secret, `Private-MAC: ${"0".repeat(32)}`, ""].join("\r\n");
}

/** A certificate for a new RSA key. */
function x509() {
  const options = ["-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "/dev/null", "-subj", "/CN=alice", "-days", "1"];
  return execFileSync("openssl", ["req", ...options], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

const EXPONENT = Buffer.of(1, 0, 1);

/** An odd number of exactly so many bits, as SSH writes it: a leading zero keeps it positive. Nothing computes with it. */
function number(bits) {
  const bytes = randomBytes(Math.ceil(bits / 8));
  const top = 1 << ((bits - 1) % 8);
  bytes[0] = (bytes[0] & (top - 1)) | top;
  bytes[bytes.length - 1] |= 1;
  return top === 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes;
}

/** The uncompressed point of a P-256 key, which ends its DER. */
function point(key) {
  return key.export({ type: "spki", format: "der" }).subarray(-65);
}

/** A security key's public key; only the device has the private one. */
function securityKey(type, ...parts) {
  return sshLine(type, ...parts, Buffer.from("ssh:"));
}

/** A line of a public key file (RFC 4253, 6.6). */
function sshLine(type, ...parts) {
  const strings = [Buffer.from(type), ...parts].flatMap((part) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(part.length);
    return [length, part];
  });
  return `${type} ${Buffer.concat(strings).toString("base64")} alice@example.com`;
}
