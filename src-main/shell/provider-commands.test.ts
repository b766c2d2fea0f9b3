import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createAdapters } from '#providers/adapters'
import { answering, tempServer } from '#providers/temp-network'
import { commands, type Request, type Response } from '#shared/contract'
import { ModelSettings } from '#shared/model-settings'
import { defaultOptions, keptSecret, ProviderView } from '#shared/provider'
import type { GateId } from '#shared/task'
import { tempStore } from '#store/temp-store'
import { assemble } from '../wiring/assemble'
import { createKeys } from './keys'
import { modelCommands } from './model-commands'
import { createMultiplied } from './multiplied'
import { providerCommands, providerView } from './provider-commands'
import { createSealedOptions } from './sealed-options'
import { tempVault } from './temp-vault'

function setup(backend?: string) {
  const files = tempStore()
  const { vault, state } = tempVault(backend)
  const keys = createKeys(files.store, () => 1, vault)
  const sealedOptions = createSealedOptions(keys, vault)
  const adapters = createAdapters({
    ...{
      provider: files.store.providers.get,
      keys: keys.ids,
      key: keys.get,
      practiceUrl: async () => 'http://127.0.0.1:9',
    },
    options: sealedOptions.ofProvider(files.store.providers.get),
    resolveProxy: async () => null,
  })
  onTestFinished(async () => {
    await adapters.close()
    files.remove()
  })
  const providerChanged = vi.fn(async (_: string) => {})
  const forgetLimits = vi.fn(async (_: GateId) => {})
  const engine = { providerChanged, forgetLimits, gates: () => files.store.loadGates(), pace: () => null }
  const { infoOf, knownOf, onListed, askSizes } = assemble({
    ...{ store: files.store, adapters, now: () => 1, onOpened: () => {} },
  })
  const multiplied = createMultiplied(() => {})
  const parts = {
    store: files.store,
    engine,
    keys,
    adapters,
    sealedOptions,
    multiplied,
    pickCaFile: async () => '/ca.pem',
    now: () => 1,
    onListed,
  }
  const models = modelCommands({ store: files.store, infoOf, knownOf, askSizes, onSaved: providerChanged })
  const handlers = { ...providerCommands(parts), ...models }
  /** As a window asks: the request is parsed by the contract. */
  function ask<C extends keyof typeof handlers>(command: C, request: Request<C>) {
    // The contract pairs each request with its handler; over all of them TypeScript cannot follow that pairing.
    const handler = handlers[command] as unknown as (request: unknown, window: number) => Promise<Response<C>>
    return handler(commands[command].request.parse(request), 1)
  }
  const mine = { name: 'Mine', baseUrl: 'http://127.0.0.1:9/v1', defaultModel: 'm' }
  return {
    files,
    store: files.store,
    keys,
    adapters,
    state,
    providerChanged,
    forgetLimits,
    ask,
    mine,
    vault,
    multiplied,
    sealedOptions,
  }
}

describe('a provider', () => {
  test('that is new is known by its address, with what its preset begins with', async () => {
    const { ask } = setup()
    const openai = await ask('saveProvider', { name: 'O', baseUrl: 'https://api.openai.com/v1', defaultModel: '' })
    expect(openai).toMatchObject({ preset: 'openai', protocol: 'openai-chat', options: { stream: true } })
    const claude = await ask('saveProvider', { name: 'A', baseUrl: 'https://api.anthropic.com', defaultModel: '' })
    expect(claude).toMatchObject({ preset: 'anthropic', protocol: 'anthropic', keys: [], key: null })
    const other = await ask('saveProvider', { name: 'X', baseUrl: 'https://llm.example/v1', defaultModel: '' })
    expect(other).toMatchObject({ preset: 'custom', protocol: 'openai-chat', options: { stream: false } })
  })

  test('keeps its kind and options when only its name changes, and takes others when they are named', async () => {
    const { ask, mine } = setup()
    const options = { ...defaultOptions, stream: true, proxy: 'none' as const }
    const made = await ask('saveProvider', { ...mine, preset: 'azure', protocol: 'openai-responses', options })
    const renamed = await ask('saveProvider', { ...mine, id: made.id, name: 'New' })
    expect(renamed).toMatchObject({ name: 'New', preset: 'azure', protocol: 'openai-responses', options })
    expect(await ask('saveProvider', { ...mine, id: made.id, preset: 'anthropic' })).toMatchObject({
      ...{ preset: 'anthropic', protocol: 'anthropic', options },
    })
    await expect(ask('saveProvider', { ...mine, preset: 'practice' })).rejects.toMatchObject({ code: 'bad_request' })
  })

  test('is asked with what is set of it, and remembers what came of it', async () => {
    const { ask, mine, providerChanged } = setup()
    const seen: (string | undefined)[] = []
    const port = await tempServer((incoming, response) => {
      seen.push(incoming.headers.authorization)
      answering(200, { data: [{ id: 'm' }] })(incoming, response)
    })
    const { id } = await ask('saveProvider', { ...mine, baseUrl: `http://127.0.0.1:${port}/v1`, key: 'key-one' })
    const { keys } = await ask('addKey', { providerId: id, key: 'key-two' })
    providerChanged.mockClear()
    expect(await ask('testProvider', { id })).toMatchObject({ ok: true, problem: null, models: ['m'] })
    expect(await ask('testProvider', { id, keyId: keys[1]?.keyId })).toMatchObject({ ok: true })
    expect(seen).toEqual(['Bearer key-one', 'Bearer key-two'])
    expect(providerChanged).toHaveBeenCalledWith(id)
  })

  test('whose key cannot be opened is not asked, and the test says why', async () => {
    const { files, ask, mine, vault, state } = setup()
    const { id } = await ask('saveProvider', { ...mine, key: 'key-one' })
    state.isLocked = true
    const keys = createKeys(files.store, () => 1, vault) // as after a restart
    await expect(keys.get(id, '1')).rejects.toMatchObject({ code: 'provider' })
    expect(keys.views(id)).toEqual([{ keyId: '1', name: '', last4: '-one', kept: 'keychain' }])
  })
})

describe('what is known of a provider', () => {
  test('a test of other settings, or of another key, says nothing of these', async () => {
    const { ask, mine, store } = setup()
    const { id } = await ask('saveProvider', { ...mine, key: 'key-one' })
    const failed = {
      at: 1,
      ok: false,
      message: 'no',
      latencyMs: null,
      models: [],
      problem: null,
      suggestedBaseUrl: null,
    }
    const tested = (ok: boolean) => store.write(() => store.providers.saveTest(id, { ...failed, ok }, []))
    await tested(false)
    expect((await ask('saveProvider', { ...mine, id, name: 'Other' })).lastTest).toMatchObject({ ok: false })
    expect((await ask('saveProvider', { ...mine, id, baseUrl: 'http://127.0.0.1:10/v1' })).lastTest).toBeNull()
    await tested(false)
    expect((await ask('replaceKey', { providerId: id, keyId: '1', key: 'key-two' })).lastTest).toBeNull()
    await tested(true)
    expect((await ask('replaceKey', { providerId: id, keyId: '1', key: 'key-three' })).lastTest).toMatchObject({
      ok: true,
    })
  })

  test('one whose key cannot be kept is not there, so that a second try makes one and not two', async () => {
    const { ask, mine, store, vault } = setup()
    const seal = vi.spyOn(vault, 'seal').mockRejectedValueOnce(new Error('locked'))
    const before = store.providers.all().length
    await expect(ask('saveProvider', { ...mine, key: 'key-one', makeDefault: true })).rejects.toThrow('locked')
    expect(store.providers.all()).toHaveLength(before)
    expect(store.providers.all().find(({ isDefault }) => isDefault)?.id).toBe('practice')
    await ask('saveProvider', { ...mine, key: 'key-one', makeDefault: true })
    expect(store.providers.all()).toHaveLength(before + 1)
    expect(seal).toHaveBeenCalledTimes(2)
  })

  test('that calls before it were repeated is told until a person dismisses it', async () => {
    const { ask, mine, multiplied } = setup()
    const { id } = await ask('saveProvider', mine)
    multiplied.note(id, 3, 'LiteLLM')
    expect((await ask('saveProvider', { ...mine, id })).multiplied).toEqual({ calls: 3, layer: 'LiteLLM' })
    await ask('dismissMultiplied', { id })
    expect(await ask('saveProvider', { ...mine, id })).not.toHaveProperty('multiplied')
    await expect(ask('dismissMultiplied', { id: 'gone' })).rejects.toMatchObject({ code: 'not_found' })
  })

  test('a CA file is one that the person picks', async () => {
    expect(await setup().ask('pickCaFile', {})).toEqual({ file: '/ca.pem' })
  })
})

describe('extra headers and a proxy’s password', () => {
  const options = (more: object) => ({ ...defaultOptions, ...more })
  const secret = options({ headers: { 'x-team': 'team-secret' }, proxy: 'http://me:proxy-secret@proxy.example:3128' })
  const marked = options({ headers: { 'x-team': keptSecret }, proxy: `http://me:${keptSecret}@proxy.example:3128` })

  test('are sealed, are not told to a window, and are sent with calls', async () => {
    const { ask, mine, store, sealedOptions } = setup()
    const view = await ask('saveProvider', { ...mine, options: secret })
    expect(view).toMatchObject({ options: marked, secretsKept: 'keychain' })
    expect(ProviderView.strict().parse(view)).toEqual(view) // nothing else goes along
    expect(JSON.stringify(store.providers.all())).not.toContain('-secret')
    expect(await sealedOptions.ofProvider(store.providers.get)(view.id)).toEqual(secret)
    const seen: unknown[] = []
    const port = await tempServer((request, response) => {
      seen.push(request.headers['x-team'])
      answering(200, { object: 'list', data: [] })(request, response)
    })
    await ask('saveProvider', { ...mine, id: view.id, baseUrl: `http://127.0.0.1:${port}/v1`, options: marked })
    expect(await ask('testProvider', { id: view.id })).toMatchObject({ ok: true })
    expect(seen).toEqual(['team-secret'])
  })

  test('stay when their marks come back, also beside a change, and a mark without one is refused', async () => {
    const { ask, mine, store, sealedOptions } = setup()
    const { id } = await ask('saveProvider', { ...mine, options: secret })
    const read = () => sealedOptions.ofProvider(store.providers.get)(id)
    const before = store.providers.get(id)?.sealed?.data
    await ask('saveProvider', { ...mine, id, options: { ...marked, stream: true } })
    expect(await read()).toEqual({ ...secret, stream: true })
    expect(store.providers.get(id)?.sealed?.data).toEqual(before)
    await ask('saveProvider', {
      ...mine,
      id,
      options: { ...marked, headers: { 'x-team': keptSecret, 'x-new': 'new' } },
    })
    expect(await read()).toEqual({ ...secret, headers: { 'x-team': 'team-secret', 'x-new': 'new' } })
    await expect(
      ask('saveProvider', { ...mine, id, options: { ...marked, headers: { 'x-other': keptSecret } } }),
    ).rejects.toThrow('Enter the value of the header x-other again')
    await ask('saveProvider', { ...mine, id, options: defaultOptions })
    expect(store.providers.get(id)).toMatchObject({ sealed: null, options: defaultOptions })
  })

  test('of an older version are read in clear, not told either, and sealed by the next save', async () => {
    const { ask, mine, store, sealedOptions } = setup()
    const old = { id: 'old', ...mine, protocol: 'openai-chat', preset: 'custom', options: secret } as const
    await store.write(() => store.providers.save(old, 1))
    expect(await sealedOptions.ofProvider(store.providers.get)('old')).toEqual(secret)
    expect(providerView(store.providers.get('old') ?? expect.fail(), { views: () => [] })).toMatchObject({
      options: marked,
      secretsKept: 'plain',
    })
    expect(await ask('saveProvider', { ...mine, id: 'old', name: 'New' })).toMatchObject({ secretsKept: 'keychain' })
    expect(JSON.stringify(store.providers.all())).not.toContain('-secret')
    expect(await sealedOptions.ofProvider(store.providers.get)('old')).toEqual(secret)
  })

  test('lie in the data file in clear where there is no keychain, and the window says so', async () => {
    const { ask, mine, store } = setup('basic_text')
    const view = await ask('saveProvider', { ...mine, options: secret })
    expect(view).toMatchObject({ options: marked, secretsKept: 'plain' })
    expect(store.providers.get(view.id)?.options).toEqual(secret)
  })

  test('that cannot be opened are kept, and neither a call nor a save goes on without them', async () => {
    const { ask, mine, state, store, adapters } = setup()
    const { id } = await ask('saveProvider', { ...mine, options: secret })
    state.isLocked = true
    const sealed = store.providers.get(id)?.sealed
    await expect(ask('saveProvider', { ...mine, id, options: marked })).rejects.toMatchObject({ code: 'provider' })
    expect(await (await adapters.adapter(id)).call({} as never)).toMatchObject({ kind: 'blocked', reason: 'auth' })
    expect(store.providers.get(id)?.sealed).toEqual(sealed)
  })
})

describe('keys', () => {
  test('are added, named, replaced and removed, each under an id of its own', async () => {
    const { ask, mine, keys, providerChanged } = setup()
    const { id: providerId } = await ask('saveProvider', { ...mine, key: 'key-one' })
    await ask('addKey', { providerId, key: 'key-two', name: 'second' })
    expect(providerChanged).toHaveBeenLastCalledWith(providerId)
    await ask('replaceKey', { providerId, keyId: '2', key: 'key-2nd' })
    await ask('renameKey', { providerId, keyId: '1', name: 'first' })
    const view = await ask('addKey', { providerId, key: 'key-three' })
    expect(view.keys).toEqual([
      { keyId: '1', name: 'first', last4: '-one', kept: 'keychain' },
      { keyId: '2', name: 'second', last4: '-2nd', kept: 'keychain' },
      { keyId: '3', name: '', last4: 'hree', kept: 'keychain' },
    ])
    expect(view.key).toEqual({ last4: '-one', kept: 'keychain' })
    expect(await keys.get(providerId, '2')).toBe('key-2nd')
    await ask('removeKey', { providerId, keyId: '3' })
    expect((await ask('addKey', { providerId, key: 'key-four' })).keys.map(({ keyId }) => keyId)).toEqual([
      '1',
      '2',
      '4',
    ])
    await expect(ask('removeKey', { providerId, keyId: '3' })).rejects.toMatchObject({ code: 'not_found' })
  })

  test('a save sets the oldest one, and null removes it', async () => {
    const { ask, mine } = setup()
    const { id } = await ask('saveProvider', { ...mine, key: 'key-one' })
    await ask('addKey', { providerId: id, key: 'key-two' })
    expect((await ask('saveProvider', { ...mine, id, key: 'key-1st' })).keys.map(({ last4 }) => last4)).toEqual([
      '-1st',
      '-two',
    ])
    expect((await ask('saveProvider', { ...mine, id, key: null })).keys.map(({ keyId }) => keyId)).toEqual(['2'])
    expect((await ask('saveProvider', { ...mine, id })).keys).toHaveLength(1)
  })

  test('the same one twice is refused', async () => {
    const { ask, mine } = setup()
    const { id: providerId } = await ask('saveProvider', { ...mine, key: 'key-one' })
    await expect(ask('addKey', { providerId, key: 'key-one' })).rejects.toMatchObject({ code: 'bad_request' })
    await expect(ask('replaceKey', { providerId, keyId: '1', key: 'key-one' })).resolves.toBeDefined()
  })

  test('without a keychain they are kept in memory, unless a person agrees to the disk', async () => {
    const { ask, mine, store } = setup('basic_text')
    const { id: providerId } = await ask('saveProvider', { ...mine, key: 'key-one' })
    const { keys } = await ask('addKey', { providerId, key: 'key-two', keepPlain: true })
    expect(keys.map(({ keyId, kept }) => [keyId, kept])).toEqual([
      ['1', 'memory'],
      ['2', 'plain'],
    ])
    expect(store.keys.of(providerId).map(({ keyId }) => keyId)).toEqual(['2'])
    expect((await ask('renameKey', { providerId, keyId: '1', name: 'first' })).keys[0]).toMatchObject({ name: 'first' })
    // Kept in memory from now on, it must not stay on the disk.
    expect((await ask('replaceKey', { providerId, keyId: '2', key: 'key-2nd' })).keys[1]).toMatchObject({
      kept: 'memory',
    })
    expect(store.keys.of(providerId)).toEqual([])
  })

  test('a removed provider leaves none behind', async () => {
    const { ask, mine, store, keys } = setup()
    const { id } = await ask('saveProvider', { ...mine, key: 'key-one' })
    await ask('addKey', { providerId: id, key: 'key-two' })
    await ask('removeProvider', { id })
    expect(store.keys.of(id)).toEqual([])
    expect(keys.ids(id)).toEqual([])
    await expect(ask('addKey', { providerId: id, key: 'key' })).rejects.toMatchObject({ code: 'not_found' })
    await expect(ask('addKey', { providerId: 'practice', key: 'key' })).rejects.toMatchObject({ code: 'wrong_state' })
  })
})

describe('settings of a model', () => {
  test('are saved and listed, and given back where nothing is set', async () => {
    const { ask, mine } = setup()
    const { id: providerId } = await ask('saveProvider', mine)
    const settings = { contextWindow: 8_000, limits: { tokensPerMinute: 1_000 } }
    const saved = await ask('saveModelSettings', { providerId, model: 'm', settings })
    expect(saved).toEqual(ModelSettings.parse(settings))
    expect(await ask('getModelSettings', { providerId, model: 'm' })).toEqual(saved)
    expect(await ask('listModelSettings', { providerId })).toEqual([{ model: 'm', settings: saved }])
    expect(await ask('getModelSettings', { providerId, model: 'other' })).toEqual(ModelSettings.parse({}))
  })

  test('are told to the engine, and what is known otherwise can be read beside them', async () => {
    const { ask, providerChanged } = setup()
    const openai = { name: 'O', baseUrl: 'https://api.openai.com/v1', defaultModel: '' }
    const { id: providerId } = await ask('saveProvider', openai)
    const of = { providerId, model: 'gpt-5-mini' }
    providerChanged.mockClear()
    await ask('saveModelSettings', { ...of, settings: { contextWindow: 1_000, prices: { input: 1, output: 2 } } })
    expect(providerChanged.mock.calls[0]?.[0]).toBe(providerId)
    expect(await ask('getModelInfo', of)).toMatchObject({ contextWindow: 1_000, source: 'override' })
    const known = await ask('getModelInfo', { ...of, asSet: false })
    expect(known).toMatchObject({ source: 'data', prices: { input: expect.any(Number) } })
    expect(known.contextWindow).toBeGreaterThan(1_000)
    expect(known.asOf).toMatch(/^\d{4}-\d\d-\d\d$/)
    await expect(ask('getModelInfo', { ...of, providerId: 'gone' })).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('the size of a model', () => {
  test('is kept as the provider’s list tells it, until it is forgotten or the address is another one', async () => {
    const { ask, mine, store } = setup()
    const list = { data: [{ id: 'm', context_length: 8_192 }] }
    const port = await tempServer(answering(200, list))
    const baseUrl = `http://127.0.0.1:${port}/v1`
    const { id } = await ask('saveProvider', { ...mine, baseUrl })
    const info = () => ask('getModelInfo', { providerId: id, model: 'm', asSet: false })
    const known = { contextWindow: 8_192, sizesFrom: 'provider', told: { by: 'told', at: 1 } }
    await ask('testProvider', { id })
    expect(await info()).toMatchObject(known)
    await ask('saveProvider', { ...mine, id, baseUrl, name: 'Another name' })
    expect(await info()).toMatchObject(known)

    const gate = await store.ensureGate(id, 'm', '1')
    await ask('forgetLimits', { gateId: gate.id })
    expect(await info()).toMatchObject({ contextWindow: null, sizesFrom: null, told: null })
    await ask('testProvider', { id })
    expect(await info()).toMatchObject(known)
    await ask('saveProvider', { ...mine, id })
    expect(await info()).toMatchObject({ contextWindow: null, told: null })
  })
})

describe('the context of a model at a local server', () => {
  test('is asked for when it is to be shown', async () => {
    const { ask, mine } = setup()
    const port = await tempServer(answering(200, { default_generation_settings: { n_ctx: 4_096 }, total_slots: 1 }))
    const baseUrl = `http://127.0.0.1:${port}/v1`
    const { id: providerId } = await ask('saveProvider', { ...mine, baseUrl, preset: 'llama-cpp' })
    expect(await ask('getModelInfo', { providerId, model: 'm' })).toMatchObject({
      ...{ contextWindow: 4_096, sizesFrom: 'provider', pricesFrom: 'local', told: { by: 'told' } },
    })
  })
})

describe('gates', () => {
  test('are told of one provider, all of them, and what was learned at one can be forgotten', async () => {
    const { ask, mine, store, forgetLimits } = setup()
    const { id: providerId } = await ask('saveProvider', mine)
    const gate = await store.ensureGate(providerId, 'm', '1')
    await store.ensureGate('practice', 'm', '1')
    expect(await ask('getGates', { providerId })).toMatchObject({ gates: [{ id: gate.id, providerId }], paces: [] })
    await ask('forgetLimits', { gateId: gate.id })
    expect(forgetLimits).toHaveBeenCalledWith(gate.id)
    await expect(ask('forgetLimits', { gateId: 99 })).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('fallbacks', () => {
  test('with a fallback that is not there, or the model itself, are refused', async () => {
    const { ask, mine } = setup()
    const { id: providerId } = await ask('saveProvider', mine)
    const save = (...fallbacks: { providerId: string; model: string }[]) =>
      ask('saveModelSettings', { providerId, model: 'm', settings: { fallbacks } })
    await expect(save({ providerId, model: 'm' })).rejects.toMatchObject({ code: 'bad_request' })
    await expect(save({ providerId: 'gone', model: 'm' })).rejects.toMatchObject({ code: 'bad_request' })
    const fallback = { providerId: 'practice', model: 'practice-mini' }
    await expect(save(fallback, fallback)).rejects.toMatchObject({ code: 'bad_request' })
    expect(await save(fallback)).toMatchObject({ fallbacks: [fallback] })
  })
})
