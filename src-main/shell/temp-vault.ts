import type { Vault } from './vault'

/** For tests: a keychain that reverses what it seals, and that can be locked. */
export function tempVault(backend = 'gnome_libsecret') {
  const state = { backend, isAvailable: true, isLocked: false }
  const reversed = (text: string) => [...text].reverse().join('')
  const vault: Vault = {
    backend: () => state.backend,
    isAvailable: async () => state.isAvailable,
    seal: async (text) => Buffer.from(reversed(text)),
    async open(sealed) {
      if (state.isLocked) throw new Error('locked')
      return reversed(sealed.toString())
    },
  }
  return { vault, state }
}
