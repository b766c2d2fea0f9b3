import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener, request, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generate } from 'selfsigned'
import { onTestFinished } from 'vitest'

/** For tests: servers, proxies and certificates of this test's own, all on loopback. Each ends with its test. */

const day = 86_400_000

type Signed = { readonly key: string; readonly cert: string }

/** A certificate authority that nobody trusts yet, as a file that an option can name. */
export async function tempCa(): Promise<Signed & { readonly file: string }> {
  const made = await generate([{ name: 'commonName', value: 'Trilane test CA' }], {
    ...{ keyType: 'ec', algorithm: 'sha256', notAfterDate: new Date(Date.now() + day) },
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true },
    ],
  })
  return { key: made.private, cert: made.cert, file: tempFile('ca.pem', made.cert) }
}

type Wanted = { readonly host?: string; readonly ca?: Signed; readonly expired?: boolean }

/** A server's certificate, valid for a day; self-signed where no CA is given. */
export async function tempCertificate({ host = 'provider.test', ca, expired = false }: Wanted = {}): Promise<Signed> {
  const now = Date.now()
  const [from, to] = expired ? [now - 3 * day, now - 2 * day] : [now - day, now + day]
  const made = await generate([{ name: 'commonName', value: host }], {
    ...{ keyType: 'ec', algorithm: 'sha256', notBeforeDate: new Date(from), notAfterDate: new Date(to) },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [/^[\d.]+$/.test(host) ? { type: 7, ip: host } : { type: 2, value: host }],
      },
    ],
    ...(ca ? { ca } : {}),
  })
  return { key: made.private, cert: made.cert }
}

export function tempFile(name: string, text: string): string {
  const dir = mkdtempSync(join(tmpdir(), 'trilane-net-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  const file = join(dir, name)
  writeFileSync(file, text)
  return file
}

/** @returns its port */
export async function tempServer(listener: RequestListener, certificate?: Signed): Promise<number> {
  return listening(certificate ? createTlsServer(certificate, listener) : createServer(listener))
}

/** Answers every request with that; `status` null: takes it and stays silent. */
export const answering =
  (status: number | null, body: unknown = '', headers: Record<string, string> = {}): RequestListener =>
  (_, response) => {
    if (status === null) return
    const isText = typeof body === 'string'
    response.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json', ...headers })
    response.end(isText ? body : JSON.stringify(body))
  }

type ProxyWishes = {
  /** Where every call goes, whatever host it names: there are no such hosts. */
  readonly to: number
  /** What it answers instead of passing on. */
  readonly refuse?: number
}

/** A proxy that passes on plain http and tunnels the rest. */
export async function tempProxy({ to, refuse }: ProxyWishes) {
  const seen: string[] = []
  const credentials: (string | undefined)[] = []
  const server = createServer((incoming, response) => {
    seen.push(`${incoming.method} ${incoming.url}`)
    credentials.push(incoming.headers['proxy-authorization'])
    if (refuse !== undefined) return void response.writeHead(refuse).end('<html>no</html>')
    const { pathname, search } = new URL(incoming.url ?? '')
    const { method, headers } = incoming
    const passed = request({ host: '127.0.0.1', port: to, path: `${pathname}${search}`, method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(response)
    })
    incoming.pipe(passed)
  })
  server.on('connect', (incoming, socket, head) => {
    seen.push(`CONNECT ${incoming.url}`)
    credentials.push(incoming.headers['proxy-authorization'])
    socket.on('error', () => {})
    if (refuse !== undefined) return void socket.end(`HTTP/1.1 ${refuse} No\r\ncontent-length: 0\r\n\r\n`)
    const target = connect(to, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      target.write(head)
      target.pipe(socket).pipe(target)
    })
    target.on('error', () => socket.destroy())
    socket.on('close', () => target.destroy())
    onTestFinished(() => {
      target.destroy()
      socket.destroy()
    })
  })
  const port = await listening(server)
  return { port, url: `http://127.0.0.1:${port}`, seen, credentials }
}

/** A port of this machine on which nothing listens any more. */
export async function closedPort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}
