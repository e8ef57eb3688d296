export * from './api.js';
export { init } from './init.workerd.js';
