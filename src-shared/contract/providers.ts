import { z } from 'zod'
import { ModelInfo } from '../model-info'
import { ModelName, ModelSettings } from '../model-settings'
import { KeyName, KeyText, LocalServer, ProviderInput, ProviderTest, ProviderView } from '../provider'
import { Done, Nothing } from './common'

const ProviderKey = z.object({ providerId: z.string(), keyId: z.string() })
/** keepPlain: as in ProviderInput. */
const NewKey = z.object({ key: KeyText, keepPlain: z.boolean().optional() })
const ProviderModel = z.object({ providerId: z.string(), model: ModelName })

/** Providers, their keys and models. */
export const providerCommands = {
  saveProvider: { request: ProviderInput, response: ProviderView },
  removeProvider: { request: z.object({ id: z.string() }), response: Done },
  setDefaultProvider: { request: z.object({ id: z.string() }), response: Done },
  testProvider: { request: z.object({ id: z.string(), keyId: z.string().optional() }), response: ProviderTest },
  pickCaFile: { request: Nothing, response: z.object({ file: z.string() }).nullable() }, // null when the person closed the dialog
  dismissMultiplied: { request: z.object({ id: z.string() }), response: Done }, // it is told again when calls are repeated again
  // keys; tasks in line go out under any that is usable
  addKey: { request: NewKey.extend({ providerId: z.string(), name: KeyName.optional() }), response: ProviderView },
  replaceKey: { request: ProviderKey.extend(NewKey.shape), response: ProviderView },
  renameKey: { request: ProviderKey.extend({ name: KeyName }), response: ProviderView },
  removeKey: { request: ProviderKey, response: ProviderView },
  // models
  getModelSettings: { request: ProviderModel, response: ModelSettings }, // all null where nothing was set
  listModelSettings: {
    request: z.object({ providerId: z.string() }),
    response: z.array(z.object({ model: ModelName, settings: ModelSettings })), // of the models that a person set something for
  },
  getModelInfo: {
    request: ProviderModel.extend({ asSet: z.boolean().default(true) }), // false: what is known apart from what a person set
    response: ModelInfo,
  },
  saveModelSettings: { request: ProviderModel.extend({ settings: ModelSettings }), response: ModelSettings },
  findLocalServers: { request: Nothing, response: z.array(LocalServer) },
} as const
