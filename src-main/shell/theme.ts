import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { nativeTheme } from 'electron'
import { Theme } from '#shared/theme'

const fileOf = (dataDir: string) => join(dataDir, 'theme')

/**
 * Shows the app in that theme, and keeps a copy of it beside the database: the first window opens before the settings can be read, and would
 * otherwise flash in another. The settings decide.
 */
export function showTheme(dataDir: string, theme: Theme): void {
  nativeTheme.themeSource = theme
  if (keptTheme(dataDir) === theme) return
  try {
    writeFileSync(fileOf(dataDir), theme, { mode: 0o600 })
  } catch (error) {
    console.error('the theme was not kept for the first window:', error)
  }
}

/** The theme of the last start; 'system' where none is known. */
export function keptTheme(dataDir: string): Theme {
  try {
    return Theme.parse(readFileSync(fileOf(dataDir), 'utf8'))
  } catch {
    return 'system'
  }
}
