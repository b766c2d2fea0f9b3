// A window on the built preview, under the same policy as the app's own.
const { join, normalize } = require('node:path')
const { pathToFileURL } = require('node:url')
// biome-ignore lint/style/noRestrictedImports: a script for Node, beside the renderer and no part of it
const { app, BrowserWindow, net, protocol } = require('electron')

const root = join(__dirname, '../../../.cache/preview-letters')
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; require-trusted-types-for 'script'"

protocol.registerSchemesAsPrivileged([
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
])
app.whenReady().then(() => {
  protocol.handle('app', async (request) => {
    const response = await net.fetch(pathToFileURL(join(root, normalize(new URL(request.url).pathname))).href)
    const headers = new Headers(response.headers)
    headers.set('Content-Security-Policy', policy)
    return new Response(response.body, { status: response.status, headers })
  })
  const window = new BrowserWindow({
    width: 1280,
    height: 820,
    useContentSize: true,
    webPreferences: { sandbox: true },
  })
  void window.loadURL('app://preview/index.html')
})
