import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import type { OpenClone } from "../../app/open-clone.ts";
import { saveFile } from "../../app/save-file.ts";
import { Icon } from "../icons.tsx";
import { OperationProblem } from "../operation-problem.tsx";
import { short } from "../words.ts";

/** Downloads the files of a commit as a ZIP archive. */
export function ZipButton({ clone, at }: { clone: OpenClone; at: string }): JSX.Element {
  const { git } = useApp();
  async function save(): Promise<void> {
    const content = await clone.operation.run("Packing", (step) => git.with(step).zip(clone.repositoryRef, at));
    if (content) saveFile(`${clone.repositoryRef.repository}-${/^[0-9a-f]{40}$/.test(at) ? short(at) : at.replaceAll(/[^\w.-]/g, "-")}.zip`, content);
  }
  return (
    <>
      <button type="button" class="small" disabled={clone.operation.running.value !== undefined} onClick={save}>
        <Icon name="download" />
        Download ZIP
      </button>
      <OperationProblem operation={clone.operation} of={["Packing"]} />
    </>
  );
}
