export * from './api.js';
export { init } from './init.node.js';
