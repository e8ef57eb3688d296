/** The author or committer of a commit. */
export interface Person {
  name: string;
  email: string;
}
