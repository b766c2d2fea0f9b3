import { useSyncExternalStore } from 'react'

const forced = '(forced-colors: active)'
const queries = [forced, '(prefers-contrast: more)']
const matches = (query: string) => window.matchMedia(query).matches

function subscribe(listener: () => void) {
  const observer = new MutationObserver(listener)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
  const asked = queries.map((query) => window.matchMedia(query))
  for (const each of asked) each.addEventListener('change', listener)
  return () => {
    observer.disconnect()
    for (const each of asked) each.removeEventListener('change', listener)
  }
}

/**
 * The theme that is shown, and the contrast that the system asks for; a canvas must be drawn anew when it changes, as its colours are none of
 * the style sheet's.
 */
export const useThemeShown = (): string =>
  useSyncExternalStore(subscribe, () =>
    [document.documentElement.dataset.theme ?? 'light', ...queries.filter(matches)].join(' '),
  )

/** Where a person has chosen a few colours of their own, a canvas must take them by itself. What stands beside one another stays apart. */
const systemColours: Readonly<Record<string, string>> = {
  ...{ '--fast-fill': 'CanvasText', '--heavy-fill': 'Highlight', '--dead-fill': 'CanvasText' },
  ...{ '--wait-fill': 'Highlight', '--hatch': 'GrayText' },
  ...{ '--line': 'GrayText', '--line-strong': 'CanvasText', '--line-control': 'GrayText' },
  ...{ '--ink': 'CanvasText', '--ink-2': 'Highlight', '--ink-3': 'CanvasText' },
}

/** A token of tokens.css as it is now: '--fast-fill'. */
export function colourOf(token: string): string {
  const system = systemColours[token]
  if (system !== undefined && matches(forced)) return resolved(system)
  return getComputedStyle(document.documentElement).getPropertyValue(token).trim()
}

/** A system colour in figures: a canvas does not know that of the page's own scheme. */
function resolved(keyword: string): string {
  const probe = document.createElement('span')
  probe.style.color = keyword
  document.body.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}
