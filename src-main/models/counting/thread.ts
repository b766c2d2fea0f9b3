// A module of its own: the build alone knows this import.
export { default as countingThread } from './worker?nodeWorker'
