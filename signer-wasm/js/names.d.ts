/** First segments of an edge's addresses that are the edge's own, which no profile can have for a name. */
export const RESERVED_NAMES: readonly string[];

/** Whether a text has the shape of an AWS region, such as `eu-west-1`: no list of names, which goes stale. */
export function isRegion(text: string): boolean;

/** Whether a text is the name of a CodeCommit repository, without `.git` at its end. */
export function isRepositoryName(text: string): boolean;

/** Whether a text may name a profile of an edge: neither a region nor one of the reserved names. */
export function isProfileName(text: string): boolean;

/**
 * A region's host of an AWS service.
 *
 * @param service the host's first label, such as `sts`, `codecommit` or `git-codecommit`
 * @returns undefined for what is not a region, and for isolated regions, which have no public hosts
 */
export function serviceHost(service: string, region: string): string | undefined;
