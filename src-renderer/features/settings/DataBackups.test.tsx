import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it } from 'vitest'
import type { BackupMade } from '#shared/startup'
import { formatMoment } from '../../format'
import { fakeBridge } from '../../preview/fake-bridge'
import { scenarios } from '../../preview/scenarios'
import { madeUpBackups } from '../../preview/startups'
import { resetStore, useStore } from '../../state/store'
import { DataBackups } from './DataBackups'

const [newest] = madeUpBackups
if (!newest) throw new Error('there are made-up backups')
const rowOf = (backup: { at: number }) =>
  screen.findByRole('listitem', { name: `Backup of ${formatMoment(backup.at)}` })

function setup(made: BackupMade = { kind: 'made', backup: newest as (typeof madeUpBackups)[number] }) {
  const fake = fakeBridge(scenarios.busy, {
    getBackups: () => madeUpBackups,
    backUpNow: () => made,
    deleteBackup: ({ name }: { name: string }) => madeUpBackups.filter((backup) => backup.name !== name),
  })
  window.trilane = fake.bridge
  render(<DataBackups />)
  return { ...fake, user: userEvent.setup() }
}

beforeEach(resetStore)

it('lists the copies with their time, size and reason', async () => {
  setup()
  const row = within(await rowOf(newest))
  expect(row.getByText('41 MB')).toBeDefined()
  expect(row.getByText('when the app closed')).toBeDefined()
  expect(screen.getAllByRole('listitem')).toHaveLength(madeUpBackups.length)
})

it('backs up now and says how it went', async () => {
  const { user, asked } = setup({ kind: 'skipped', message: 'There is no room for a backup of 41 MB.' })
  await user.click(await screen.findByRole('button', { name: 'Back up now' }))
  expect(asked.map(({ command }) => command)).toContain('backUpNow')
  expect(useStore.getState().toasts).toMatchObject([{ detail: 'There is no room for a backup of 41 MB.' }])
})

it('asks before it restores or deletes', async () => {
  const { user, asked } = setup()
  const row = within(await rowOf(newest))
  await user.click(row.getByRole('button', { name: 'Restore…' }))
  expect(asked.some(({ command }) => command === 'restoreBackup')).toBe(false)
  await user.click(row.getByRole('button', { name: 'Restore' }))
  expect(asked).toContainEqual({ command: 'restoreBackup', request: { name: newest.name } })
  await user.click(await row.findByRole('button', { name: 'Delete' }))
  await user.click(row.getByRole('button', { name: 'Delete' }))
  expect(screen.queryByRole('listitem', { name: `Backup of ${formatMoment(newest.at)}` })).toBe(null)
})
