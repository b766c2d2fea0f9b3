import type { Bridge } from '#shared/contract'

declare global {
  interface Window {
    trilane: Bridge
  }
}

/** The one door to the main process. Looked up at each call, so that a test or the preview can put its own in place. */
export const bridge: Bridge = new Proxy({} as Bridge, {
  get: (_target, name) => window.trilane[name as keyof Bridge],
})
