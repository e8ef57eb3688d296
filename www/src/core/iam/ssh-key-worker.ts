import { CodeCommitSignerError, generateKey, init, type SshKeyPair } from "codecommit-signer/ssh-keys";

/** How to generate a key. */
export interface GenerateOptions {
  bits: 3072 | 4096;
  comment: string;
  /** Empty for a key that is not encrypted. */
  passphrase: string;
}

/** A generated key without its private key. */
export type GeneratedKey = Omit<SshKeyPair, "privateKey">;

/** What the worker answers: a key, whose private key is transferred as the bytes of its file; or why it could not make one. */
export type Generated =
  | { kind: "key"; key: GeneratedKey; privateKey: Uint8Array<ArrayBuffer> }
  /** The signer's code and message. */
  | { kind: "refused"; code: string; message: string }
  | { kind: "incomplete" };

// Generates one key. Encrypting it takes up to a second without a pause.
addEventListener("message", ({ data }: MessageEvent<GenerateOptions>) => void answer(data), { once: true });

async function answer(options: GenerateOptions): Promise<void> {
  const generated = await generate(options);
  postMessage(generated, { transfer: generated.kind === "key" ? [generated.privateKey.buffer] : [] });
}

async function generate(options: GenerateOptions): Promise<Generated> {
  try {
    await init();
  } catch {
    return { kind: "incomplete" };
  }
  try {
    const { privateKey, ...key } = await generateKey(options);
    return { kind: "key", key, privateKey: new TextEncoder().encode(privateKey) };
  } catch (error) {
    if (!(error instanceof CodeCommitSignerError)) throw error;
    return { kind: "refused", code: error.code, message: error.message };
  }
}
