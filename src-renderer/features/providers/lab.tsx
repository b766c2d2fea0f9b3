import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type { Handlers } from '#shared/contract'
import type { Overview } from '#shared/overview'
import { fakeBridge } from '../../preview/fake-bridge'
import { busy } from '../../preview/overviews'
import { scenarios } from '../../preview/scenarios'
import { useStore } from '../../state/store'
import { ProvidersView } from './ProvidersView'

type Lab = {
  readonly overview?: Overview
  readonly keychain?: boolean
  readonly own?: { [C in keyof Handlers]?: (request: never) => unknown }
}

/** For tests: the providers view over a made-up main process. */
export function providersLab({ overview = busy, keychain = true, own = {} }: Lab = {}) {
  const fake = fakeBridge({ ...scenarios.busy, overview }, own)
  window.trilane = fake.bridge
  const store = useStore.getState()
  store.mergeOverview(overview)
  store.settingsLoaded({
    theme: 'dark',
    timeFormat: 'system',
    version: '0.1.0',
    dataDir: '/data',
    platform: 'linux',
    keychain,
  })
  render(<ProvidersView />)
  const user = userEvent.setup()
  return {
    user,
    askedFor: (command: string) => fake.asked.filter((each) => each.command === command).map(({ request }) => request),
    open: (name: string) => user.click(screen.getByRole('button', { name, expanded: false })),
    press: (name: string | RegExp) => user.click(screen.getByRole('button', { name })),
    async choose(label: string, option: string | RegExp) {
      await user.click(screen.getByRole('combobox', { name: label }))
      await user.click(await screen.findByRole('option', { name: option }))
    },
    async pick(menu: string, item: RegExp) {
      await user.click(screen.getByRole('button', { name: menu }))
      await user.click(await screen.findByRole('menuitem', { name: item }))
    },
  }
}
