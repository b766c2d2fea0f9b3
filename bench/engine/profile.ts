import { mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { BenchConfig } from './child'
import { runChild } from './run-child'

const Profile = z.object({
  nodes: z.array(
    z.object({
      id: z.int(),
      callFrame: z.object({ functionName: z.string(), url: z.string(), lineNumber: z.int() }),
    }),
  ),
  samples: z.array(z.int()),
  timeDeltas: z.array(z.number()),
})

/** Runs one benchmark under V8's profiler and answers where its time went, by function, most first. The profile stays in `dir`. */
export async function profile(file: string, name: string, config: BenchConfig, dir: string): Promise<string> {
  mkdirSync(dir, { recursive: true })
  const out = mkdtempSync(join(dir, `trilane-profile-${name}-`))
  await runChild(file, 'bench', { name, config }, ['--cpu-prof', '--cpu-prof-dir', out])
  const files = readdirSync(out)
  const lines = files.flatMap((each) => ['', join(out, each), ...topOf(readFileSync(join(out, each), 'utf8'))])
  return lines.join('\n').trim()
}

function topOf(text: string): string[] {
  const { nodes, samples, timeDeltas } = Profile.parse(JSON.parse(text))
  const nameOf = new Map(
    nodes.map(({ id, callFrame: { functionName, url, lineNumber } }) => [
      id,
      `${functionName || '(anonymous)'} ${url.split('/').at(-1) ?? ''}${url ? `:${lineNumber + 1}` : ''}`,
    ]),
  )
  const selfUs = new Map<string, number>()
  for (const [index, id] of samples.entries()) {
    const key = nameOf.get(id) ?? '?'
    selfUs.set(key, (selfUs.get(key) ?? 0) + (timeDeltas[index] ?? 0))
  }
  const total = [...selfUs.values()].reduce((sum, us) => sum + us, 0)
  return [...selfUs]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 40)
    .map(
      ([key, us]) =>
        `${(us / 1_000).toFixed(0).padStart(8)} ms ${((us / total) * 100).toFixed(1).padStart(5)} %  ${key}`,
    )
}
