import { safeStorage } from 'electron'

/** What seals keys: the system's keychain, as far as there is one. */
export type Vault = {
  /** Its name, which is stored with what it sealed. */
  readonly backend: () => string
  readonly isAvailable: () => Promise<boolean>
  readonly seal: (text: string) => Promise<Buffer>
  /** Rejects when it is locked, or another one sealed it. */
  readonly open: (sealed: Buffer) => Promise<string>
}

export const systemVault: Vault = {
  backend: () => (process.platform === 'linux' ? safeStorage.getSelectedStorageBackend() : process.platform),
  isAvailable: () => safeStorage.isAsyncEncryptionAvailable(),
  seal: (text) => safeStorage.encryptStringAsync(text),
  open: async (sealed) => (await safeStorage.decryptStringAsync(sealed)).result,
}
