export { CodeCommitSignerError } from './error.js';
export { explainGit } from './explain-git.js';
export { GitSigner } from './git-signer.js';
export { signGit } from './sign-git.js';
