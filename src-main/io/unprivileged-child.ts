import { openImport } from './scan'

// For tests: opens files as somebody who may not read all of them. As root, whom no permission stops, it becomes nobody first.

const nobody = 65_534
if (process.getuid?.() === 0) {
  process.setgroups?.([])
  process.setgid?.(nobody)
  process.setuid?.(nobody)
}
try {
  const session = await openImport(process.argv.slice(2))
  console.log(JSON.stringify(session.files.map(({ name }) => name)))
} catch (error) {
  console.log(error instanceof Error ? error.message : String(error))
}
