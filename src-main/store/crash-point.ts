/** Places where a test lets the process die as in a power cut. */
export type CrashPoint =
  | 'after_claim'
  | 'before_send'
  | 'after_answer'
  | 'inside_settle'
  | 'after_commit'
  | 'in_import'
  | 'before_migration_copy'
  | 'in_migration'
  | 'backup_begun'
  | 'backup_copied'
  | 'backup_verified'
  | 'backup_placed'
  | 'swap_noted'
  | 'swap_moving'
  | 'swap_placed'
  | 'checkpoint_made'
  | 'remote_gathered'
  | 'remote_before_submit'
  | 'remote_submitted'
  | 'remote_collecting'

const [armed = '', times = '1'] = (process.env.TRILANE_CRASH_AT ?? '').split(':')
let left = Number.parseInt(times, 10)

/** Kills this process at once when TRILANE_CRASH_AT names the place (`name`, or `name:3` for the third time); nothing otherwise. */
export function crashPoint(name: CrashPoint): void {
  if (name !== armed) return
  left -= 1
  if (left <= 0) process.kill(process.pid, 'SIGKILL')
}
