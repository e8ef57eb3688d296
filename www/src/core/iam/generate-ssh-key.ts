import { failure } from "../messages.ts";
import { CoreError } from "../problem.ts";
import { startWorker } from "../start-worker.ts";
import { sshKeyProblem } from "./ssh-key-problem.ts";
import type { Generated, GeneratedKey, GenerateOptions } from "./ssh-key-worker.ts";

export type { GeneratedKey, GenerateOptions };

/** A new key. Whoever has the private key empties it with `fill(0)`. */
export interface NewSshKey {
  key: GeneratedKey;
  /** The private key file. */
  privateKey: Uint8Array<ArrayBuffer>;
}

/**
 * Generates an RSA key in a worker, which ends with this and so keeps nothing of it. The private key is only in the result.
 *
 * @throws {CoreError} for a passphrase or comment that OpenSSH or IAM does not accept
 * @throws the reason of `signal`, if it is aborted
 */
export async function generateSshKey(options: GenerateOptions, signal: AbortSignal): Promise<NewSshKey> {
  const worker = startWorker("ssh-keys");
  try {
    const generated = await new Promise<Generated>((resolve, reject) => {
      worker.addEventListener("message", ({ data }: MessageEvent<Generated>) => resolve(data));
      worker.addEventListener("error", () => resolve({ kind: "incomplete" }));
      signal.addEventListener("abort", () => reject(signal.reason as Error));
      worker.postMessage(options);
    });
    switch (generated.kind) {
      case "key":
        return generated;
      case "refused":
        throw new CoreError(sshKeyProblem(generated));
      case "incomplete":
        throw failure("page_incomplete");
    }
  } finally {
    worker.terminate();
  }
}
