import { spawnSync } from 'node:child_process'
import { existsSync, lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Peers } from './peers'
import { hasRedis, type Redis, startRedis } from './redis'

/** What the parent keeps to end it. */
export type Running = { readonly peers: Peers; readonly stop: () => Promise<void> }

/** Finds the other queues, installs them where they are missing, and starts a Redis. Whatever cannot run says why.
 *  @param source the folder bench/peers, with a package.json of its own */
export async function startPeers(wanted: boolean, source: string, work: string): Promise<Running> {
  const none = (notRun: string): Running => ({
    peers: { plainjob: { notRun }, bullmq: { notRun } },
    stop: async () => {},
  })
  if (!wanted) return none('left out by --no-peers')
  const modules = installPeers(source)
  if (modules === null) return none('npm could not install it')
  if (!hasRedis()) {
    return { ...none(''), peers: { plainjob: { modules }, bullmq: { notRun: 'redis-server is not installed' } } }
  }
  const servers: Redis[] = []
  const stop = async () => void (await Promise.all(servers.map((server) => server.stop())))
  try {
    for (const appendfsync of ['everysec', 'always'] as const) {
      servers.push(await startRedis(join(work, `redis-${appendfsync}`), appendfsync))
    }
  } catch (error) {
    await stop()
    const notRun = error instanceof Error ? error.message : String(error)
    return { ...none(''), peers: { plainjob: { modules }, bullmq: { notRun } } }
  }
  const [everysec, always] = servers
  const bullmq = { modules, everysecPort: everysec?.port ?? 0, alwaysPort: always?.port ?? 0 }
  return { peers: { plainjob: { modules }, bullmq }, stop }
}

/** Installs the other queues where they are missing. @returns the folder they are in, or null when npm could not */
export function installPeers(source: string): string | null {
  return installed(source) || install(source) ? join(source, 'node_modules') : null
}

function installed(source: string): boolean {
  const { dependencies } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }
  return Object.entries(dependencies).every(([name, version]) => {
    const file = join(source, 'node_modules', name, 'package.json')
    return existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version === version
  })
}

function install(source: string): boolean {
  // npm empties the folder first, and would empty the one that a link leads to.
  if (lstatSync(join(source, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) return false
  console.error('Installing the other queues for comparison…')
  const words = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const npm = spawnSync('npm', words, {
    cwd: source,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  })
  return npm.status === 0
}
