export interface RepositoryRef {
  /** The edge's name for a role; it is part of the URL. */
  profile?: string;
  region: string;
  repository: string;
}

export interface Person {
  name: string;
  email: string;
}
