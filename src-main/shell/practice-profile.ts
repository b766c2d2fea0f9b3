import type { z } from 'zod'
import { SimulatorProfile } from '#providers/simulator/profile'

/** What TRILANE_PRACTICE asks of the practice provider, as JSON; nothing where it is not set.
 *  Throws when it does not fit: a test that asks for an outage must not run without one. */
export function practiceProfile(json: string | undefined): z.input<typeof SimulatorProfile> {
  return json === undefined ? {} : SimulatorProfile.partial().parse(JSON.parse(json))
}
