import type { ProviderTest, ProviderView } from '#shared/provider'
import { ask } from '../../state/ask'
import { useStore } from '../../state/store'

/** keyId: under which key; its oldest one where none is named. Null when it could not be asked. What the provider answered, good or bad, is the value. */
export const testProvider = (id: string, keyId?: string): Promise<ProviderTest | null> =>
  ask('testProvider', { id, ...(keyId === undefined ? {} : { keyId }) }, { failed: 'The connection was not tested' })

export async function makeDefault({ id, name }: ProviderView): Promise<void> {
  const done = await ask('setDefaultProvider', { id }, { failed: 'The default stays as it was' })
  if (done) useStore.getState().toast({ kind: 'done', title: `New prompts go to ${name}` })
}

export async function removeProvider({ id, name, isDefault }: ProviderView): Promise<void> {
  const done = await ask('removeProvider', { id }, { failed: `${name} was not removed` })
  if (!done) return
  const detail = `Its finished tasks and their results are kept.${isDefault ? ' New prompts go to Practice.' : ''}`
  useStore.getState().toast({ kind: 'done', title: `${name} removed`, detail })
}

/** It is told again when calls are repeated again. */
export const dismissMultiplied = ({ id }: ProviderView): Promise<unknown> =>
  ask('dismissMultiplied', { id }, { failed: 'The notice stays' })

/** A file of certificates that the person picks; null when none was. */
export const pickCaFile = async (): Promise<string | null> =>
  (await ask('pickCaFile', {}, { failed: 'No file was chosen' }))?.file ?? null
