import type { Report } from './main'
import type { Noted, Peer, Result } from './result'

/** The report for a person. */
export function table({ machine, syncMs, results, broken, at }: Report): string {
  const { cores, ramGiB, node, sqlite } = machine
  const head = `${cores} cores, ${ramGiB} GiB, Node.js ${node}, SQLite ${sqlite}; one sync takes ${syncMs.toFixed(2)} ms; ${at}`
  return [head, ...results.map(block), ...broken.map(({ name, why }) => `${name} BROKE: ${why}`)].join('\n\n')
}

function block(result: Result): string {
  const { name, what, unit, ours, raw, ratio, rawCheckpointed, ratioCheckpointed } = result
  const { peers, eventLoop, goals, detail } = result
  const lines: [string, string][] = [['ours', `${figure(ours.median)} ${unit}  (${ours.all.map(figure).join(', ')})`]]
  if (raw) lines.push(['raw SQLite', rawText(raw, unit)])
  if (rawCheckpointed) lines.push(['raw, our checkpoints', rawText(rawCheckpointed, unit)])
  if (ratio !== null) lines.push(['ours to raw', ratio.toFixed(2)])
  if (ratioCheckpointed !== null) lines.push(['ours to raw, our checkpoints', ratioCheckpointed.toFixed(2)])
  for (const [peer, own] of Object.entries(peers)) lines.push([peer, peerText(own, unit, ours.median)])
  if (eventLoop)
    lines.push(['event loop', `p99 ${eventLoop.p99Ms.toFixed(1)} ms, worst ${eventLoop.worstMs.toFixed(1)} ms`])
  for (const [key, value] of Object.entries(detail)) {
    lines.push([key, typeof value === 'number' ? figure(value) : value])
  }
  for (const { text, met } of goals) lines.push([met ? 'met' : 'MISSED', text])
  const width = Math.max(...lines.map(([label]) => label.length))
  return [`${name}: ${what}`, ...lines.map(([label, text]) => `  ${label.padEnd(width)}  ${text}`)].join('\n')
}

const rawText = ({ median, all, note }: Noted, unit: string) =>
  `${figure(median)} ${unit}  (${all.map(figure).join(', ')}): ${note}`

function peerText(peer: Peer, unit: string, ours: number): string {
  if ('notRun' in peer) return `not run: ${peer.notRun}`
  return `${figure(peer.median)} ${unit}  (ours is ${(ours / peer.median).toFixed(2)} of it): ${peer.note}`
}

const figure = (value: number) =>
  Math.abs(value) >= 1_000 ? Math.round(value).toLocaleString('en') : String(Number(value.toFixed(3)))
