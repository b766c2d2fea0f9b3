import { readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { net, protocol, session } from 'electron'

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

/** Before the app is ready. */
export function declareAppProtocol() {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

/** Serves the built renderer, and nothing that was not there when the app started. */
export function serveApp(root: string) {
  const files = new Set(
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => `/${relative(root, join(entry.parentPath, entry.name)).split(sep).join('/')}`),
  )
  protocol.handle('app', async (request) => {
    const { origin, host, pathname } = new URL(request.url)
    // A custom scheme's origin is opaque to Node's URL, so the host is compared.
    if ((origin !== 'null' && origin !== appOrigin) || host !== 'trilane' || !files.has(pathname))
      return new Response(null, { status: 404 })
    const response = await net.fetch(pathToFileURL(join(root, pathname)).href)
    const headers = new Headers(response.headers)
    headers.set('Content-Security-Policy', policy)
    headers.set('X-Content-Type-Options', 'nosniff')
    return new Response(response.body, { status: response.status, headers })
  })
}

/** The window may ask the system for nothing: Electron's own default is to grant. */
export function denyPermissions() {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.defaultSession.setPermissionCheckHandler(() => false)
  session.defaultSession.setDevicePermissionHandler(() => false)
  session.defaultSession.on('will-download', (event) => event.preventDefault()) // files are written by main, where a person says
}
