// The least that Electron can show: what any app pays. It marks the moment when its one line is on the screen.
import { app, BrowserWindow } from 'electron'

const page = `<!doctype html><title>Empty</title><p>Empty</p><script>
requestAnimationFrame(() => setTimeout(() => performance.mark('interactive')))</script>`

app.setPath('userData', process.env.TRILANE_DATA_DIR ?? app.getPath('userData'))
// Not awaited: Electron is ready only once this module has run.
app.whenReady().then(() => {
  new BrowserWindow({ width: 1440, height: 900 }).loadURL(`data:text/html,${encodeURIComponent(page)}`)
})
