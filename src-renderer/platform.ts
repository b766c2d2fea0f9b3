/** Keys are shown as the platform writes them; commands answer to the platform's own modifier. */
export const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent)
/** There the page draws the window's title bar. */
export const isWindows = /Windows/.test(navigator.userAgent)

/** What the machine is called in a sentence. */
export const thisMachine = isMac ? 'this Mac' : 'this computer'

const macNames: Record<string, string> = { Mod: '⌘', Alt: '⌥', Shift: '⇧', Enter: '↵' }
const otherNames: Record<string, string> = { Mod: 'Ctrl', Enter: '↵' }

/** A key combination as it is shown: 'Mod N' is ⌘N on a Mac and Ctrl N elsewhere. */
export function shownKeys(keys: string): string {
  const names = isMac ? macNames : otherNames
  return keys
    .split(' ')
    .map((key) => names[key] ?? key)
    .join(isMac ? '' : ' ')
}

/** The platform's own modifier, and no other. */
export const hasMod = (event: { metaKey: boolean; ctrlKey: boolean }): boolean =>
  isMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey

/** Single letters are keys only where nobody is typing. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || target.matches('input, textarea, select')
}
