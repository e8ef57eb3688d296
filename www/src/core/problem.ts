/** An error: a stable code for programs, and a sentence and a next step for the user. Contains no secret. */
export interface Problem {
  code: string;
  sentence: string;
  next: string;
  /** The server's message; untrusted text. */
  detail?: string;
  /** The branch that was not pushed. */
  branch?: string;
}

/** The error that all functions of the core throw, apart from `AbortError`. */
export class CoreError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.sentence, options);
    this.name = "CoreError";
    this.problem = problem;
  }
}
