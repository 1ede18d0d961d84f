/** What the worker registers: workflow functions only. */
export { respond } from './respond.ts';
