import { readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { protocol, session } from 'electron'

export const appOrigin = 'app://trilane'
export const indexUrl = `${appOrigin}/index.html`

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-src 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
].join('; ')

/** Of what a build of the renderer is made of. */
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** Chromium's ERR_FILE_NOT_FOUND. */
const notFound = -6

/** Before the app is ready. */
export function declareAppProtocol() {
  protocol.registerSchemesAsPrivileged([
    // codeCache: the second start does not compile the page's scripts again.
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

/**
 * Serves the built renderer, and nothing that was not there when the app started.
 * @returns resolves once a page has all that it asks for before its script runs
 */
export function serveApp(root: string): Promise<void> {
  const served = Promise.withResolvers<void>()
  const awaited = new Set(referredIn(join(root, 'index.html')))
  const files = new Set(
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => `/${relative(root, join(entry.parentPath, entry.name)).split(sep).join('/')}`),
  )
  // Deprecated, but `protocol.handle` answers with a fetch Response: Node then reads and runs all of its HTTP client before the page gets
  // its first byte, and each file goes through it. So Chromium reads the files itself.
  protocol.registerFileProtocol('app', (request, answer) => {
    const { origin, host, pathname } = new URL(request.url)
    // A custom scheme's origin is opaque to Node's URL, so the host is compared.
    if ((origin !== 'null' && origin !== appOrigin) || host !== 'trilane' || !files.has(pathname))
      return answer({ error: notFound })
    const kind = extname(pathname)
    if (awaited.delete(pathname) && awaited.size === 0) setImmediate(served.resolve)
    answer({
      path: join(root, pathname),
      headers: {
        'Content-Type': types[kind] ?? 'application/octet-stream',
        'Content-Security-Policy': policy,
        'X-Content-Type-Options': 'nosniff',
      },
    })
  })
  return served.promise
}

/** The files that the page asks for by itself, as paths of their addresses. */
function referredIn(html: string): string[] {
  const referred = readFileSync(html, 'utf8').matchAll(/ (?:src|href)="\.(\/[^"]+)"/g)
  return [...referred].map(([, path = '']) => path)
}

/** The window may ask the system for nothing: Electron's own default is to grant. */
export function denyPermissions() {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.defaultSession.setPermissionCheckHandler(() => false)
  session.defaultSession.setDevicePermissionHandler(() => false)
  session.defaultSession.on('will-download', (event) => event.preventDefault()) // files are written by main, where a person says
}
