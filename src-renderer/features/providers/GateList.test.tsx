import { screen, waitFor, within } from '@testing-library/react'
import { beforeEach, describe, expect, it } from 'vitest'
import { clock } from '../../clock'
import { formatTime, formatUntil } from '../../format'
import { limited } from '../../preview/limits'
import { now } from '../../preview/tasks'
import { resetStore, useStore } from '../../state/store'
import { providersLab } from './lab'

async function setup(name: string) {
  const lab = providersLab({ overview: limited })
  await lab.open(name)
  const list = within(await screen.findByRole('region', { name: `Models and limits of ${name}` }))
  await list.findAllByRole('listitem')
  return { ...lab, list }
}
const cards = ({ list }: Awaited<ReturnType<typeof setup>>) =>
  list.getAllByRole('listitem').map((each) => each.textContent)

beforeEach(() => {
  resetStore()
  clock.set(now)
})

describe('a gate', () => {
  it('tells its limits with where and when they were learned, and how much of it is in use', async () => {
    const lab = await setup('OpenAI')
    const [refused, open, resting, onlySet] = cards(lab)
    const at = formatTime(now - 240_000)
    expect(refused).toContain('Research team')
    expect(refused).toContain('key rejected')
    expect(refused).toContain('Replace the key, and what waits goes on.')
    expect(open).toContain('open · 3 running · next call in 0:04')
    const limits = within(lab.list.getByRole('table', { name: 'Limits of gpt-6-luna' }))
    expect(limits.getAllByRole('row').map((row) => row.textContent)).toEqual([
      `Requests600 a minutetold by the provider, ${at}`,
      `Tokens200,000 a minutetold by the provider, ${at}`,
    ])
    expect(open).toContain('The next call waits for its turn: 600 a minute, told by the provider.')
    expect(resting).toContain('Requests300 a minuteset by you')
    expect(resting).toContain('falls back to claude-haiku-4-5-20251001 at Anthropic')
    expect(onlySet).toContain('text-embedding-4')
    expect(onlySet).toContain('1,000,000 tokens a minute')
  })

  it('that grows back says so, with what was measured', async () => {
    const [, growing] = cards(await setup('Mistral'))
    expect(growing).toContain('growing back · 1 of 3 running')
    expect(growing).toContain('about 118 a minutemeasured between refusals')
    expect(growing).toContain('6 callsmeasured between refusals')
    expect(growing).toContain('Now 96 calls a minute at most.')
  })

  it('whose quota returns by itself says when, and how many it holds', async () => {
    const [closed] = cards(await setup('Anthropic'))
    expect(closed).toContain('quota used up')
    expect(closed).toContain(`2,870 tasks held until ${formatUntil(now + 9 * 3_600_000)}, no retry spent`)
  })

  it('behind a certificate that is not trusted is no refused key', async () => {
    const [closed] = cards(await setup('Research cluster behind the gateway'))
    expect(closed).toContain('certificate not trusted, tried again in 0:42')
    expect(closed).toContain('add its CA file under Advanced')
    expect(closed).not.toContain('key')
  })

  it('that is half-open lets one call go first', async () => {
    expect(cards(await setup('Groq'))[0]).toContain('half-open: one call goes first')
  })

  it('takes one more try, and forgets what was learned', async () => {
    const { user, list, pick, askedFor } = await setup('Mistral')
    await user.click(list.getByRole('button', { name: /^Try again: / }))
    expect(askedFor('openGate')).toEqual([{ gateId: 46 }])
    await pick('Actions of mistral-small-latest', /Forget what was learned/)
    expect(askedFor('forgetLimits')).toEqual([{ gateId: 47 }])
    await waitFor(() => expect(useStore.getState().toasts).toHaveLength(1))
    expect(askedFor('getGates').length).toBeGreaterThan(1)
  })

  it('is asked for anew when work at one ends, so that what was learned stays on screen', async () => {
    const { askedFor, list } = await setup('OpenAI')
    const before = askedFor('getGates').length
    useStore.getState().mergeOverview({ gates: limited.gates.filter(({ providerId }) => providerId !== 'openai') })
    await waitFor(() => expect(askedFor('getGates')).toHaveLength(before + 1))
    expect(list.getByRole('table', { name: 'Limits of gpt-6-sol' })).toBeDefined()
  })
})

it('a provider that was never used says where limits will come from', async () => {
  const lab = providersLab({ overview: { ...limited, gates: [], paces: [] } })
  await lab.open('LiteLLM')
  expect(await screen.findByText(/No prompt went there yet\. Limits are learned from its answers/)).toBeDefined()
  expect(screen.getByText(/Turn its retries off, or limits cannot be kept/)).toBeDefined()
})
