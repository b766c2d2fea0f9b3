import type { ProviderView } from '#shared/provider'
import { ask } from '../../state/ask'
import { useStore } from '../../state/store'
import type { TypedKey } from './KeyEditor'

const told = (done: ProviderView | null, title: string, detail?: string): boolean => {
  if (done) useStore.getState().toast({ kind: 'done', title, ...(detail === undefined ? {} : { detail }) })
  return done !== null
}

/** Each answers whether it was done; a refusal is told by a toast. */
export async function addKey({ id: providerId, name }: ProviderView, { name: keyName, ...typed }: TypedKey) {
  const request = { providerId, ...typed, ...(keyName === '' ? {} : { name: keyName }) }
  return told(await ask('addKey', request, { failed: 'The key was not added' }), `${name} has another key`)
}

export async function replaceKey(providerId: string, keyId: string, { key, keepPlain }: TypedKey) {
  const request = { providerId, keyId, key, ...(keepPlain === undefined ? {} : { keepPlain }) }
  const done = await ask('replaceKey', request, { failed: 'The old key stays' })
  return told(done, 'The key was replaced', 'What waited for it goes on.')
}

export const renameKey = async (providerId: string, keyId: string, name: string): Promise<boolean> =>
  (await ask('renameKey', { providerId, keyId, name }, { failed: 'The key keeps its name' })) !== null

export async function removeKey(providerId: string, keyId: string): Promise<boolean> {
  const done = await ask('removeKey', { providerId, keyId }, { failed: 'The key was not removed' })
  return told(done, 'The key was removed', 'It is forgotten here; at the provider it still exists.')
}
