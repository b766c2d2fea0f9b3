import { setTimeout as sleep } from 'node:timers/promises'
import type { Idle } from './idle'
import { atOnce, engineOn, open } from './subject'

type Config = { dataDir: string; parts: number; partMs: number }

export async function ours({ dataDir, parts, partMs }: Config): Promise<Idle> {
  const store = open(dataDir)
  const engine = await engineOn(store, atOnce, { paused: true })
  await engine.start()
  const measured = await measure(parts, partMs)
  await engine.stop(0)
  store.close()
  return measured
}

export const raw = ({ parts, partMs }: Config): Promise<Idle> => measure(parts, partMs)

async function measure(parts: number, partMs: number): Promise<Idle> {
  globalThis.gc?.()
  await sleep(2_000) // what starting up left to do in the background is done
  const taken: number[] = []
  for (let part = 0; part < parts; part++) {
    const before = process.cpuUsage()
    await sleep(partMs)
    const { user, system } = process.cpuUsage(before)
    taken.push((user + system) / 1_000)
  }
  return { parts: taken }
}
