import { useState } from "preact/hooks";
import type { ComponentChildren, JSX } from "preact";

import { useApp } from "../../app/app.ts";
import { awsThrough, descriptions, listRepositories } from "../../core/aws.ts";
import type { CloneSummary } from "../../core/cloning-api.ts";
import { repositoriesAtEdge } from "../../core/repositories.ts";
import { sameRepository, type RepositoryRef } from "../../core/repository-ref.ts";
import { link } from "../address.ts";
import { go } from "../route.ts";
import { useLoaded } from "../use-loaded.ts";
import { Find } from "../views/find.tsx";

/** The repositories that the user can open. */
export function Repositories({ clones, onForget, children }: { clones: CloneSummary[]; onForget: (repositoryRef: RepositoryRef) => Promise<void>; children?: ComponentChildren }): JSX.Element {
  const { config, edge, preferences, region, session, signedIn, signIns } = useApp();
  const at = region.value;
  const [chosen, setChosen] = useState<string>();
  const profile = signedIn.value === "login" ? chosen : undefined;
  const listed = useLoaded(async () => {
    const { keys } = session;
    if (keys) return listRepositories(awsThrough(edge, config), at, keys);
    const authorization = await session.bearer();
    return authorization === undefined ? undefined : repositoriesAtEdge(edge, authorization, { region: at, ...(profile !== undefined && { profile }) });
  }, [at, profile, signIns.value]);
  function describe(names: string[]): Promise<Map<string, string>> {
    const { keys } = session;
    return keys ? descriptions(awsThrough(edge, config), at, keys, names) : Promise.resolve(new Map());
  }
  return (
    <Find
      edge={edge}
      region={at}
      {...(profile !== undefined && { profile })}
      {...(config.regions && { regions: config.regions })}
      profiles={signedIn.value === "login" ? config.profiles : []}
      clones={clones}
      recent={preferences.recent.value.filter((repositoryRef) => !clones.some((clone) => sameRepository(clone, repositoryRef)))}
      {...(listed.value && { listed: listed.value })}
      listing={listed.loading}
      {...(listed.problem && { refused: listed.problem })}
      onAgain={listed.reload}
      onRegion={(other) => (preferences.region.value = other)}
      onProfile={setChosen}
      onOpen={(repositoryRef, place) => go(link(repositoryRef, place?.view, place?.ref, place?.path, place))}
      onForget={onForget}
      {...(signedIn.value === "keys" && { onDescribe: describe })}
    >
      {children}
    </Find>
  );
}
