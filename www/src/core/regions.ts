/**
 * Regions with CodeCommit, to suggest: the page accepts every other name that looks like a region.
 *
 * Source: botocore's `endpoints.json`, service `codecommit`.
 */
export const KNOWN_REGIONS: readonly string[] =
  "af-south-1 ap-east-1 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ca-central-1 cn-north-1 cn-northwest-1 eu-central-1 eu-north-1 eu-south-1 eu-west-1 eu-west-2 eu-west-3 il-central-1 me-central-1 me-south-1 sa-east-1 us-east-1 us-east-2 us-gov-east-1 us-gov-west-1 us-west-1 us-west-2".split(" ");
