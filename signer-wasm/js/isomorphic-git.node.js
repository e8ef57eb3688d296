import './init.node.js';

export { codecommitAuth } from './codecommit-auth.js';
