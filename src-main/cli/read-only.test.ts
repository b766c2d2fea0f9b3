import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { filled, tempDir } from '#store/safety/fixture'
import child from './unprivileged-child?modulePath'

const nobody = 65_534

/** A data folder whose owner runs the command line, a file of prompts, and a server that counts who asks it. */
async function setup() {
  const { dir: folder, remove } = tempDir()
  const dir = join(folder, 'data')
  mkdirSync(dir)
  const prompts = join(folder, 'prompts.txt')
  writeFileSync(prompts, 'one\ntwo\n')
  let asked = 0
  const server = createServer((_, response) => {
    asked++
    response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":{"message":"no"}}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    chmodSync(dir, 0o700)
    remove()
  })
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  const owned = () => {
    if (process.getuid?.() === 0) for (const path of [folder, dir, ...filesIn(dir)]) chownSync(path, nobody, nobody)
  }
  async function run() {
    const words = ['run', prompts, '--provider', 'openai-compatible', '--base-url', `http://127.0.0.1:${port}/v1`]
    const cli = spawn(process.execPath, [child, ...words, '--model', 'm', '--data-dir', dir, '--json'], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    })
    let said = ''
    cli.stderr.setEncoding('utf8').on('data', (text) => {
      said += text
    })
    const [code] = await once(cli, 'close')
    return { code, said, asked }
  }
  return { dir, file: join(dir, 'trilane.db'), owned, run }
}

const filesIn = (dir: string) => readdirSync(dir).map((name) => join(dir, name))
const look = (dir: string) =>
  filesIn(dir).map((path) => [path, statSync(path).mode, statSync(path).mtimeMs, readFileSync(path).toString('base64')])

test.each([
  ['a folder that may not be written to, with a database in it', true],
  ['a folder that may not be written to, and is empty', false],
])('%s: it says so, changes nothing and asks nobody', async (_words, exists) => {
  const { dir, file, owned, run } = await setup()
  if (exists) filled(file, 20)
  owned()
  chmodSync(dir, 0o555)
  const before = look(dir)
  const { code, said, asked } = await run()
  expect(said).toMatch(
    /trilane\.(db|lock) cannot be written to .*Nothing was changed\. Check that .*you may write to its folder/,
  )
  expect([code, asked]).toEqual([1, 0])
  expect(look(dir)).toEqual(before)
})

test('a database that may not be written to, in a folder that may: it says so, the database stays as it is, and nobody is asked', async () => {
  const { file, owned, run } = await setup()
  filled(file, 20)
  owned()
  chmodSync(file, 0o400)
  const before = readFileSync(file)
  const { code, said, asked } = await run()
  expect(said).toMatch(/trilane\.db cannot be written to .*Nothing was changed/)
  expect([code, asked]).toEqual([1, 0])
  expect(readFileSync(file).equals(before)).toBe(true)
})

test('the same folder, once it may be written to, is worked in', async () => {
  const { file, owned, run } = await setup()
  filled(file, 20)
  owned()
  const { code, asked } = await run()
  expect([code, asked]).toEqual([2, 2])
})
