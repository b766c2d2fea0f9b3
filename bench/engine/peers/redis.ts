import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export const hasRedis = () => spawnSync('redis-server', ['--version']).status === 0

/** A Redis of our own on a free port of this machine, with its files in `folder`.
 *  @param appendfsync when its log reaches the disk */
export async function startRedis(folder: string, appendfsync: 'everysec' | 'always') {
  mkdirSync(folder, { recursive: true })
  const port = await freePort()
  const settings = { port, bind: '127.0.0.1', dir: folder, appendonly: 'yes', appendfsync, save: '' }
  const words = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)])
  const server = spawn('redis-server', [...words, '--logfile', join(folder, 'redis.log')], { stdio: 'ignore' })
  const stop = () => void server.kill('SIGTERM')
  process.once('exit', stop)
  for (let tries = 0; !(await answers(port)); tries++) {
    if (server.exitCode !== null || tries > 100) throw new Error(`redis-server did not start, see ${folder}/redis.log`)
    await sleep(50)
  }
  return {
    port,
    stop: () =>
      new Promise<void>((done) => {
        process.off('exit', stop)
        server.once('exit', () => done())
        stop()
      }),
  }
}
export type Redis = Awaited<ReturnType<typeof startRedis>>

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer()
    server.once('error', fail)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (typeof address === 'object' && address ? done(address.port) : fail(new Error('no port'))))
    })
  })
}

function answers(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('error', () => done(false))
    socket.once('data', (data) => {
      socket.destroy()
      done(data.toString().startsWith('+PONG'))
    })
    socket.write('PING\r\n')
  })
}
