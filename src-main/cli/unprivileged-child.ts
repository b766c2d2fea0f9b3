import { connect } from '#store/database'

// For tests: the command line as somebody who may not do everything. As root, whom no permission stops, it becomes nobody, after it has read
// all that it is made of.

connect(':memory:', { timeoutMs: 0 }).close() // which reads the driver
const nobody = 65_534
if (process.getuid?.() === 0) {
  process.setgroups?.([])
  process.setgid?.(nobody)
  process.setuid?.(nobody)
}
await import('./main')
