import { useEffect } from 'react'
import type { Theme } from '#shared/theme'
import { isMac } from '../platform'
import { useStore } from './store'

const dark = '(prefers-color-scheme: dark)'

/** Keeps data-theme on <html>: the theme that was chosen, or the system's. */
export function useTheme(): void {
  const theme = useStore((store) => store.settings?.theme ?? 'system')
  useEffect(() => applyTheme(theme), [theme])
}

/** Returns what stops following the system. */
export function applyTheme(theme: Theme): () => void {
  const { dataset } = document.documentElement
  dataset.platform = isMac ? 'mac' : 'other'
  const system = window.matchMedia(dark)
  const apply = () => {
    dataset.theme = theme === 'system' ? (system.matches ? 'dark' : 'light') : theme
  }
  apply()
  if (theme !== 'system') return () => {}
  system.addEventListener('change', apply)
  return () => system.removeEventListener('change', apply)
}
