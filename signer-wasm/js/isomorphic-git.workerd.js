import './init.workerd.js';

export { codecommitAuth } from './codecommit-auth.js';
