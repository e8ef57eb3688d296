import type { JSX } from "preact";

/** How to replace a key without an interruption. */
export function ReplaceSshKey(): JSX.Element {
  return (
    <details class="body">
      <summary>Replace a key</summary>
      <ol>
        <li>Add a new key. Both keys work.</li>
        <li>
          On every computer, enter the new key's id as <code>User</code> and its file as <code>IdentityFile</code> in <code>~/.ssh/config</code>.
        </li>
        <li>Make the old key inactive.</li>
        <li>Check that everything still works. If something is refused, activate the old key again, and update what you forgot.</li>
        <li>Delete the old key.</li>
      </ol>
    </details>
  );
}
