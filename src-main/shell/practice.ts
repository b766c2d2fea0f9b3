import { SimulatorProfile } from '#providers/simulator/profile'
import type { Simulator } from '#providers/simulator/server'

/**
 * The practice provider, which is started when it is first called: most starts need no server of it.
 * @param json what TRILANE_PRACTICE asks of it; the defaults where it is not set. Throws when it does not fit: a test that asks for an outage
 *   must not run without one.
 */
export function createPractice(json: string | undefined) {
  const profile = SimulatorProfile.parse(JSON.parse(json ?? '{}'))
  let starting: Promise<Simulator> | null = null

  async function start(): Promise<Simulator> {
    const { startSimulator } = await import('#providers/simulator/server')
    return startSimulator(profile)
  }

  function started(): Promise<Simulator> {
    if (starting) return starting
    const own = start()
    starting = own
    own.catch(() => {
      starting = null // its port may be free when the next call asks
    })
    return own
  }

  return {
    url: async (): Promise<string> => (await started()).baseUrl,
    /** One of a port of its own is there for others to ask, too, before anything calls it. */
    async begin(): Promise<void> {
      if (profile.port !== 0) await started()
    },
    async close(): Promise<void> {
      const simulator = await starting?.catch(() => null)
      await simulator?.close()
    },
  }
}
