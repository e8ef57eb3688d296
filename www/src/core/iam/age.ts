const DAY = 86_400_000;

/** A set of Git credentials or an SSH key, as far as its age goes. */
export interface Aging {
  active: boolean;
  createdAt: Date;
}

/** The age in whole days. */
export function ageInDays({ createdAt }: { createdAt: Date }, now: number): number {
  return Math.max(0, Math.floor((now - createdAt.getTime()) / DAY));
}

/** Whether it should be replaced: it is active, and has reached this age in days. */
export function isOld(it: Aging, now: number, days: number): boolean {
  return it.active && ageInDays(it, now) >= days;
}
