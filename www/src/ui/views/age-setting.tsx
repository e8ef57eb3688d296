import type { JSX } from "preact";

/** Asks for the age in days from which the user is reminded. Ignores invalid ages. */
export function AgeSetting({ days, most, onDays }: { days: number; most: number; onDays: (days: number) => void }): JSX.Element {
  return (
    <div class="row small">
      <label for="credential-age">Remind me of active Git credentials and SSH keys from an age of</label>
      <input
        id="credential-age"
        type="number"
        required
        min={1}
        max={most}
        value={days}
        onChange={({ currentTarget }) => {
          if (currentTarget.reportValidity()) onDays(currentTarget.valueAsNumber);
        }}
      />
      days
    </div>
  );
}
