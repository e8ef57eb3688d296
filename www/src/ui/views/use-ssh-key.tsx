import { cloneCommand, HOST_KEY_FINGERPRINTS, sshConfig } from "codecommit-signer/ssh-keys";
import { isRegion, isRepositoryName, serviceHost } from "codecommit-signer/names";
import { useEffect, useRef, useState } from "preact/hooks";
import type { JSX } from "preact";

import type { UserSshKey } from "../../core/iam/ssh-keys.ts";
import { repositoryIn } from "../../core/repository-address.ts";
import { Copy } from "../copy.tsx";
import { Foreign } from "../foreign.tsx";
import { RegionField } from "../region-field.tsx";
import { KEY_FILE } from "./new-ssh-key.tsx";

/** How to use a key with git: the lines for ssh, the host key, the clone command. */
export function UseSshKey({ sshKey, edge, region: usual, repository: usualRepository, onClose }: { sshKey: UserSshKey; edge: string; region: string; repository: string; onClose: () => void }): JSX.Element {
  const [region, setRegion] = useState(usual);
  const [repository, setRepository] = useState(usualRepository);
  const [sha1, setSha1] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  function enter(text: string): void {
    const found = repositoryIn(text, edge);
    setRepository(found?.region !== undefined && isRegion(found.region) ? found.repository : text);
    if (found?.region !== undefined && isRegion(found.region)) setRegion(found.region);
  }
  const host = isRegion(region) ? serviceHost("git-codecommit", region) : undefined;
  const fingerprint = HOST_KEY_FINGERPRINTS[region];
  const config = host && sshConfig({ keyId: sshKey.id, identityFile: `~/.ssh/${KEY_FILE}`, region, sha1 });
  return (
    <div class="body stack" role="group" aria-labelledby="use-ssh-key-title">
      <div class="row split">
        <h3 id="use-ssh-key-title" tabIndex={-1} ref={heading}>
          Use <Foreign text={sshKey.id} />
        </h3>
        <button type="button" class="small" onClick={onClose}>
          Close
        </button>
      </div>
      {!sshKey.active && <p class="notice warn">This key is inactive: CodeCommit refuses it until you activate it.</p>}
      <div class="fields">
        <RegionField id="ssh-region" region={region} live onRegion={setRegion} />
        <div class="field">
          <label for="ssh-repository">Repository</label>
          <input id="ssh-repository" value={repository} autocapitalize="off" autocomplete="off" spellcheck={false} onInput={(event) => enter(event.currentTarget.value.trim())} />
        </div>
      </div>
      {!config && <p class="notice bad" role="status">This is not a region with CodeCommit. Enter one such as eu-west-1.</p>}
      {config && (
        <>
          <h4>1. Add these lines to ~/.ssh/config</h4>
          <pre class="block">{config}</pre>
          <div>
            <Copy text={config} label="Copy the lines" isShown />
          </div>
          <label class="choice">
            <input type="checkbox" checked={sha1} onChange={(event) => setSha1(event.currentTarget.checked)} />
            <span>
              Allow SHA-1 signatures <span class="dim">(only if ssh says “no mutual signature algorithm” or “no matching host key type found. Their offer: ssh-rsa”. OpenSSH refuses them since 8.8; the lines need OpenSSH 8.5 or newer)</span>
            </span>
          </label>
          <h4>2. Check the host key when ssh asks</h4>
          {fingerprint ? (
            <dl class="facts">
              <dt>Host</dt>
              <dd>{host}</dd>
              <dt>Its RSA key</dt>
              <dd>
                <code>{fingerprint}</code>
              </dd>
              <dt>Source</dt>
              <dd>AWS CodeCommit User Guide, “Server fingerprints for CodeCommit”</dd>
            </dl>
          ) : (
            <p>This page does not know the fingerprint of {host}. Look it up in the AWS CodeCommit User Guide, “Server fingerprints for CodeCommit”, before you accept the key.</p>
          )}
          <h4>3. Clone</h4>
          {isRepositoryName(repository) ? (
            <>
              <pre class="block">{cloneCommand({ region, repository })}</pre>
              <div>
                <Copy text={cloneCommand({ region, repository })} label="Copy the command" isShown />
              </div>
            </>
          ) : (
            <p class="dim">Enter the repository's name to see the command.</p>
          )}
        </>
      )}
    </div>
  );
}
