/** A type of the platform, if the program knows it: `lib` may be without DOM. */
export type Platform<Name extends string, Otherwise> = typeof globalThis extends { [name in Name]: { prototype: infer Type } } ? Type : Otherwise;
