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
  | 'inside_bulk'
  | 'remote_gathered'
  | 'remote_before_submit'
  | 'remote_submitted'
  | 'remote_collecting'
  | 'in_probe'
  | 'in_release'
  | 'in_rule'
  | 'export_appended'
  | 'export_recorded'
  | 'export_rewriting'
  | 'export_placed'
  | 'in_dry_run'
  | 'in_merge'
  | 'watch_noting'
  | 'watch_bad_written'
  | 'watch_bad_placed'
  | 'watch_staged'
  | 'in_watch_taking'
  | 'watch_taken'

const [armed = '', times = '1'] = (process.env.TRILANE_CRASH_AT ?? '').split(':')
let left = Number.parseInt(times, 10)

/** Kills this process at once when TRILANE_CRASH_AT names the place (`name`, or `name:3` for the third time); nothing otherwise. */
export function crashPoint(name: CrashPoint): void {
  if (name !== armed) return
  left -= 1
  if (left <= 0) process.kill(process.pid, 'SIGKILL')
}
