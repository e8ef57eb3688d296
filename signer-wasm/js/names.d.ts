/** The first segments of the edge's own addresses, which profiles cannot have as names. */
export const RESERVED_NAMES: readonly string[];

/**
 * Whether a text looks like an AWS region, such as `eu-west-1`: there is no list of names, which would become
 * outdated.
 */
export function isRegion(text: string): boolean;

/** Whether a text is a valid name for a CodeCommit repository, without `.git`. */
export function isRepositoryName(text: string): boolean;

/** Whether a text is a valid name for a profile of an edge: neither a region nor a reserved name. */
export function isProfileName(text: string): boolean;

/**
 * A region's host for an AWS service. IAM has one host for all regions of a partition.
 *
 * @param service the host's first label, such as `sts`, `codecommit` or `git-codecommit`
 * @returns undefined if the text is not a region, or is an isolated region, which has no public hosts
 */
export function serviceHost(service: string, region: string): string | undefined;

/**
 * The region that calls to an AWS service in a region are signed for: for IAM, the partition's main region.
 *
 * @param service the service's signing name, such as `iam`
 * @returns undefined if the text is not a region, and for IAM in an isolated region
 */
export function signingRegion(service: string, region: string): string | undefined;
