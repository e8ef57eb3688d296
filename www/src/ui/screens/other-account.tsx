import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import { urlOf, type RepositoryRef } from "../../core/repository-ref.ts";

/** Warns if a clone came from another account than the signed-in one: repositories in several accounts may share a name. */
export function OtherAccount({ repositoryRef }: { repositoryRef: RepositoryRef }): JSX.Element | null {
  const { edge, preferences, principal } = useApp();
  const here = principal.value?.account;
  const there = preferences.accounts.value[urlOf(edge, repositoryRef)];
  if (here === undefined || there === undefined || here === there) return null;
  return (
    <p class="notice warn" role="alert">
      <span>
        This clone came from account <strong>{there}</strong>, but you are signed in to account <strong>{here}</strong>. Sign in to {there} before you pull or push: a repository with the same name in another account is a different repository.
      </span>
    </p>
  );
}
