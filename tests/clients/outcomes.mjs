/** The possible outcomes of an operation. Anything else fails the matrix, and is thrown. */
export const WORKS = "works";
export const WARNED = "whole clone, with a warning";
export const UNWARNED = "whole clone, without a warning";
export const EXPLAINED = "refused, with the reason";
export const STATUS_ONLY = "refused, with only the status";
export const UNEXPLAINED = "refused, without a reason";
export const FAILS = "fails";
export const MISSING = "no such operation";
