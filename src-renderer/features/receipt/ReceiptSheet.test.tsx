import { act, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it } from 'vitest'
import { noCounts, type Verification } from '#shared/receipt'
import type { BatchId } from '#shared/task'
import { fakeBridge } from '../../preview/fake-bridge'
import { scenarios } from '../../preview/scenarios'
import { resetStore, useStore } from '../../state/store'
import { ReceiptSheet } from './ReceiptSheet'

const batchId = 1 as BatchId
const fine: Verification = {
  ...{ batch: { id: batchId, name: 'q' }, ok: true, tasks: 3, counts: { ...noCounts, accepted: 3, succeeded: 3 } },
  ...{ findings: [], found: 0, receipt: null },
}

function setup(verifyBatch: () => unknown = () => fine) {
  const fake = fakeBridge(scenarios.busy, {
    verifyBatch,
    exportReceipt: () => ({ file: '/home/me/q receipt.json', tasks: 3 }),
  })
  window.trilane = fake.bridge
  render(<ReceiptSheet />)
  act(() => useStore.getState().openReceipt(batchId))
  return { ...fake, user: userEvent.setup() }
}

beforeEach(resetStore)

it('exports a receipt and says where it is', async () => {
  const { user, asked } = setup()
  await user.click(screen.getByRole('button', { name: 'Export…' }))
  expect(asked).toContainEqual({ command: 'exportReceipt', request: { batchId } })
  expect(useStore.getState().toasts[0]).toMatchObject({ title: 'Receipt exported' })
})

it('says in words that all is as it was', async () => {
  const { user } = setup()
  await user.click(screen.getByRole('button', { name: 'Verify' }))
  expect(await screen.findByText('All 3 tasks are as they were kept')).toBeDefined()
  expect(screen.getByText('3 succeeded = 3 accepted')).toBeDefined()
})

it('names each row that differs', async () => {
  const findings = [{ kind: 'request' as const, position: 2, customId: 'c-2', what: 'Its request was altered.' }]
  const { user, asked } = setup(() => ({ ...fine, ok: false, findings, found: 1 }))
  await user.click(screen.getByRole('button', { name: 'Compare with a receipt…' }))
  expect(asked).toContainEqual({ command: 'verifyBatch', request: { batchId, compare: true } })
  expect(await screen.findByText('1 difference found in 3 tasks')).toBeDefined()
  expect(screen.getByText('Task 2 (c-2)')).toBeDefined()
  expect(screen.getByText('Its request was altered.')).toBeDefined()
})

it('shows how far it is, and can be stopped', async () => {
  const { user, asked, send } = setup(() => new Promise(() => {}))
  await user.click(screen.getByRole('button', { name: 'Verify' }))
  act(() => send('verifying', { batchId, done: 1_000, of: 4_000 }))
  expect(screen.getByRole('status').textContent).toBe('1,000 of 4,000 read, 25%')
  await user.click(screen.getByRole('button', { name: 'Stop' }))
  expect(asked).toContainEqual({ command: 'stopVerifying', request: {} })
})
