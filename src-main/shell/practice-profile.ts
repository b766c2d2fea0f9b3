import { SimulatorProfile } from '#providers/simulator/profile'

/** What TRILANE_PRACTICE asks of the practice provider, as JSON; the defaults where it is not set.
 *  Throws when it does not fit: a test that asks for an outage must not run without one. */
export const practiceProfile = (json: string | undefined): SimulatorProfile =>
  SimulatorProfile.parse(JSON.parse(json ?? '{}'))
