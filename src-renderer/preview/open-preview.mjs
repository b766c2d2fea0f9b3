// biome-ignore lint/style/noRestrictedImports: for scripts of Node, beside the renderer and no part of it
import { mkdtempSync } from 'node:fs'
// biome-ignore lint/style/noRestrictedImports: for scripts of Node, beside the renderer and no part of it
import { tmpdir } from 'node:os'
// biome-ignore lint/style/noRestrictedImports: for scripts of Node, beside the renderer and no part of it
import { join } from 'node:path'
import { _electron } from '@playwright/test'

/**
 * Opens the window on the built preview, in British English at UTC, so that it looks alike on every machine.
 * @param {{ locale?: string }} [options]
 */
export async function openPreview({ locale = 'en_GB' } = {}) {
  const { ELECTRON_RUN_AS_NODE: _, ...rest } = process.env
  const app = await _electron.launch({
    args: [
      join(import.meta.dirname, 'electron-main.cjs'),
      `--lang=${locale.replace('_', '-')}`,
      `--user-data-dir=${mkdtempSync(join(tmpdir(), 'trilane-preview-'))}`, // the zoom of a run before is kept there
    ],
    env: /** @type {Record<string, string>} */ ({
      ...rest,
      TZ: 'UTC',
      LC_ALL: `${locale}.UTF-8`,
      LANGUAGE: locale,
      LANG: `${locale}.UTF-8`,
    }),
  })
  const page = await app.firstWindow()
  return {
    app,
    page,
    /** @param {number} width @param {number} height CSS pixels of the page */
    resize: (width, height) =>
      app.evaluate(
        ({ BrowserWindow }, [w = 0, h = 0]) => BrowserWindow.getAllWindows()[0]?.setContentSize(w, h),
        [width, height],
      ),
    /** @param {number} factor of the zoom, 1 for none */
    zoom: (factor) =>
      app.evaluate(({ BrowserWindow }, by) => BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(by), factor),
    /** @param {import('./views.mjs').ShownView} view @param {'light' | 'dark'} theme */
    async show({ scenario, act }, theme) {
      await page.emulateMedia({ colorScheme: theme })
      await page.goto(`app://preview/index.html?scenario=${scenario}&theme=${theme}`)
      await page.locator('#root > *').first().waitFor()
      await page.evaluate(() => document.fonts.ready)
      await act(page)
      await page.mouse.move(0, 0)
    },
    /** What is shown, in the other theme. @param {'light' | 'dark'} theme */
    async turnTo(theme) {
      await page.emulateMedia({ colorScheme: theme })
      await page.evaluate((name) => {
        document.documentElement.dataset.theme = name
      }, theme)
      // Colours that fade from one to the other are at their end before anything is measured.
      await page.evaluate(() =>
        Promise.all(
          document
            .getAnimations()
            .map((each) =>
              each.playState === 'running' && Number.isFinite(each.effect?.getComputedTiming().endTime)
                ? each.finished.catch(() => {})
                : null,
            ),
        ),
      )
    },
  }
}
