import { readFileSync } from 'node:fs'
import { uptime } from 'node:os'

/** Tells one run of this machine from the next, so that a power cut is not taken for a crash of ours. */
export function machineRun(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    // Elsewhere: the minute in which it started, as far as its clock tells. A clock that is set looks like a restart, which is forgiving.
    return `started ${Math.round((Date.now() / 1000 - uptime()) / 60)}`
  }
}
