import './init.js';

export { codecommitAuth } from './codecommit-auth.js';
