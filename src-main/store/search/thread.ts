// A module of its own: the build alone knows this import. Tests start worker.ts as the TypeScript that it is.
export { default as searchThread } from './worker?nodeWorker'
